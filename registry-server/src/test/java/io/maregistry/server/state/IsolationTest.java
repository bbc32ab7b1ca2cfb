package io.maregistry.server.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.model.Content;
import io.maregistry.model.Edit;
import io.maregistry.model.InstanceId;
import io.maregistry.model.InstancePatch;
import io.maregistry.model.NamespacePatch;
import io.maregistry.model.Parameters;
import io.maregistry.model.ParametersPatch;
import io.maregistry.model.Quota;
import io.maregistry.model.Routing;
import io.maregistry.model.ServiceName;
import io.maregistry.model.ServicePatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What one namespace answers, lists, counts and tells does not depend on what happens in another: a state that runs the
 * commands of both says of the first what a state says that runs those of the first alone. Only the counters of the whole
 * registry move with both.
 */
class IsolationTest {

    private static final int COMMANDS = 1_500;
    private static final String OURS = "blue";

    static List<Long> seeds() {
        Long one = Long.getLong("state.seed");
        return one != null ? List.of(one) : new Random().longs(8).boxed().toList();
    }

    @ParameterizedTest(name = "-Dstate.seed={0}")
    @MethodSource("seeds")
    void otherNamespaceIsNeverSeen(long seed) {
        Random random = new Random(seed);
        RegistryState both = new RegistryState();
        RegistryState alone = new RegistryState();
        for (int index = 1; index <= COMMANDS; index++) {
            boolean isOurs = random.nextBoolean();
            Command command = anyCommand(random, isOurs ? OURS : random.nextBoolean() ? "green" : "public");
            Entry entry = new Entry(index, List.of(command));
            Applied inBoth = both.apply(index, 1, entry);
            if (isOurs) {
                Applied inOne = alone.apply(index, 1, entry);
                assertThat(describe(inBoth)).as("entry %d: %s", index, command).isEqualTo(describe(inOne));
            } else {
                assertThat(inBoth.changes()).noneMatch(IsolationTest::isOfOurs);
            }
            assertThat(describe(both.root())).as("entry %d: %s", index, command).isEqualTo(describe(alone.root()));
        }
    }

    private static Command anyCommand(Random random, String namespace) {
        ServiceName service = ServiceName.of(namespace, "g" + random.nextInt(3), "s" + random.nextInt(3));
        InstanceId id = new InstanceId("http", "h", 1 + random.nextInt(6), "");
        return switch (random.nextInt(11)) {
            case 0, 1, 2, 3 ->
                new Register(
                        null,
                        service,
                        id,
                        Content.PLAIN.withParameters(Parameters.of(Map.of("k", "v" + random.nextInt(3)))),
                        true);
            case 4, 5 -> new Unregister(null, service, id, Content.NO_GENERATION);
            case 6 ->
                new PatchInstance(
                        null,
                        service,
                        id,
                        PatchInstance.ANY_REVISION,
                        new InstancePatch(
                                Edit.to(random.nextBoolean()),
                                Edit.to(random.nextInt(9)),
                                Edit.keep(),
                                ParametersPatch.NONE,
                                Edit.keep(),
                                Edit.keep()),
                        new PatchInstance.Room(9, 99));
            case 10 ->
                new PatchService(
                        null,
                        service,
                        PatchInstance.ANY_REVISION,
                        new ServicePatch(
                                new ParametersPatch(
                                        random.nextBoolean(),
                                        Parameters.of(Map.of("k", "v" + random.nextInt(3))),
                                        List.of()),
                                random.nextBoolean() ? Edit.clear() : Edit.to(3_000L + random.nextInt(3)),
                                Edit.keep()),
                        new PatchInstance.Room(9, 99));
            case 7 -> new Tick(0, List.of(), List.of(new Tick.Named(List.of(service), id, false)));
            case 8 ->
                random.nextInt(4) == 0
                        ? new DeleteNamespace(null, namespace, random.nextBoolean())
                        : new PutNamespace(
                                null,
                                namespace,
                                NamespacePatch.whole(
                                        "d" + random.nextInt(2), new Quota(random.nextInt(7), random.nextInt(20))),
                                random.nextBoolean());
            default ->
                new SetRouting(
                        null,
                        namespace,
                        "s" + random.nextInt(3),
                        random.nextBoolean() ? null : Routing.to("g" + random.nextInt(3)));
        };
    }

    private static boolean isOfOurs(Change change) {
        return change instanceof ServiceChange of
                ? of.service().namespace().equals(OURS)
                : ((ItemChange) change).key().equals(OURS)
                        || ((ItemChange) change).key().startsWith(OURS + "/");
    }

    /** What was answered and told, without the counters of the whole registry. */
    private static List<String> describe(Applied applied) {
        List<String> lines = new ArrayList<>();
        for (Outcome outcome : applied.outcomes()) {
            if (outcome instanceof Outcome.Rejected rejected) {
                lines.add(rejected.reason() + " " + rejected.message());
            } else if (outcome instanceof Outcome.Renewed renewed) {
                lines.add("renewed " + renewed.unknownNamed());
            } else if (outcome instanceof Outcome.Registered registered) {
                lines.add(registered.kind() + " " + registered.instance().content());
            } else if (outcome instanceof Outcome.Namespaced namespaced) {
                lines.add(namespaced.kind() + " " + namespaced.namespace().at(0));
            } else {
                lines.add(outcome.getClass().getSimpleName());
            }
        }
        for (Change change : applied.changes()) {
            lines.add(
                    change instanceof ServiceChange of
                            ? of.service() + " " + of.version() + " " + of.action() + " " + of.cause() + " " + of.size()
                                    + " "
                                    + of.instances().stream()
                                            .map(one -> one.id())
                                            .toList()
                            : ((ItemChange) change).kind() + " " + ((ItemChange) change).key());
        }
        return lines;
    }

    private static List<String> describe(Root root) {
        List<String> lines = new ArrayList<>();
        lines.add(root.space(OURS) + " " + root.hasNamespace(OURS));
        Namespace created = root.namespaces().get(OURS);
        lines.add(created == null ? "not created" : created.at(0).toString());
        for (ServiceView service : root.services()) {
            if (service.name().namespace().equals(OURS)) {
                lines.add(service.name() + " " + service.version());
                service.instances()
                        .forEach(listed -> lines.add(listed.instance().id() + " "
                                + listed.instance().content() + " "
                                + listed.instance().operator() + " "
                                + root.live(listed).renewals()));
            }
        }
        for (ServiceRules rules : root.rules()) {
            if (rules.service().namespace().equals(OURS)) {
                lines.add(rules.at(0).toString());
                lines.add(root.settings(rules.service()).toString());
            }
        }
        for (ServiceRouting routing : root.routings()) {
            if (routing.namespace().equals(OURS)) {
                lines.add(routing.at(0).toString());
            }
        }
        return lines;
    }
}
