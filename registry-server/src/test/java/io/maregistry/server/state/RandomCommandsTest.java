package io.maregistry.server.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.model.CheckPatch;
import io.maregistry.model.CheckState;
import io.maregistry.model.ConfigName;
import io.maregistry.model.Content;
import io.maregistry.model.Edit;
import io.maregistry.model.HealthCheck;
import io.maregistry.model.Instance;
import io.maregistry.model.InstanceId;
import io.maregistry.model.InstancePatch;
import io.maregistry.model.Lease;
import io.maregistry.model.Metrics;
import io.maregistry.model.NamespacePatch;
import io.maregistry.model.Operator;
import io.maregistry.model.Parameters;
import io.maregistry.model.ParametersPatch;
import io.maregistry.model.Release;
import io.maregistry.model.RenewalUpdate;
import io.maregistry.model.RequestId;
import io.maregistry.model.Routing;
import io.maregistry.model.ServiceName;
import io.maregistry.model.ServicePatch;
import io.maregistry.model.Status;
import io.maregistry.model.Versions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random commands from a printed seed, against {@link SimpleModel} and on two replicas at once. */
class RandomCommandsTest {

    private static final int COMMANDS = 600;

    static List<Long> seeds() {
        Long one = Long.getLong("state.seed");
        return one != null ? List.of(one) : new Random().longs(10).boxed().toList();
    }

    @ParameterizedTest(name = "-Dstate.seed={0}")
    @MethodSource("seeds")
    void stateAnswersAndHoldsWhatTheModelDoes(long seed) {
        Random random = new Random(seed);
        RegistryState state = new RegistryState();
        SimpleModel model = new SimpleModel();
        for (int index = 1; index <= COMMANDS; index++) {
            Command command = anyCommand(random, state.root(), null);
            Outcome outcome = state.apply(index, 1, new Entry(index, List.of(command)))
                    .outcomes()
                    .get(0);
            assertThat(wordFor(outcome)).as("entry %d: %s", index, command).isEqualTo(model.apply(command));
            assertThat(describe(state.root()))
                    .as("entry %d: %s", index, command)
                    .isEqualTo(describe(model));
        }
        assertThat(state.root().hash()).isEqualTo(state.root().recomputedHash());
    }

    @ParameterizedTest(name = "-Dstate.seed={0}")
    @MethodSource("seeds")
    void replicasThatSplitTheSameCommandsAlikeHoldTheSame(long seed) {
        Random random = new Random(seed);
        RegistryState one = new RegistryState();
        RegistryState other = new RegistryState();
        for (int index = 1; index <= COMMANDS / 10; index++) {
            List<Command> commands = new ArrayList<>();
            for (int count = random.nextInt(20); count >= 0; count--) {
                RequestId request = random.nextBoolean() ? null : new RequestId(1, 1, random.nextInt(300));
                commands.add(anyCommand(random, one.root(), request));
            }
            Entry entry = new Entry(index, commands);
            assertThat(one.apply(index, 1, entry)).isEqualTo(other.apply(index, 1, entry));
            if (index == COMMANDS / 20) {
                other = rebuilt(other.root());
            }
            assertThat(one.root().hash()).isEqualTo(other.root().hash());
        }
        assertThat(one.root().recomputedHash()).isEqualTo(other.root().hash());
    }

    @ParameterizedTest(name = "-Dstate.seed={0}")
    @MethodSource("seeds")
    void stateThatKeepsWhatAnEarlierOneHoldsSaysWhatItSaidBefore(long seed) {
        Random random = new Random(seed);
        RegistryState leader = new RegistryState();
        RegistryState copy = new RegistryState();
        for (int index = 1; index <= COMMANDS; index++) {
            Entry entry = new Entry(index, List.of(anyCommand(random, leader.root(), null)));
            leader.apply(index, 1, entry);
            if (random.nextInt(5) == 0) {
                Root before = copy.root();
                List<String> told = describe(before);
                RegistryState made = rebuilt(leader.root());
                made.keep(copy);
                copy = made;
                assertKept(before, copy.root());
                assertThat(copy.root().recomputedHash()).isEqualTo(copy.root().hash());
                assertThat(describe(before)).isEqualTo(told);
            } else if (copy.root().position().index() == index - 1) { // as a copy does that takes over
                copy.apply(index, 1, entry);
            }
            if (copy.root().position().index() == index) {
                assertThat(describe(copy.root())).isEqualTo(describe(leader.root()));
                assertThat(copy.root().hash()).isEqualTo(leader.root().hash());
            }
        }
        assertThat(copy.root().recomputedHash()).isEqualTo(copy.root().hash());
    }

    private static void assertKept(Root before, Root after) {
        for (ServiceView service : after.services()) {
            ServiceView old = before.service(service.name());
            if (old != null && old.revision() == service.revision()) {
                assertThat(service.instances()).isSameAs(old.instances());
                assertThat(service == old).isEqualTo(service.version() == old.version());
            }
        }
    }

    /** The state that the rows of {@code root} give, as a snapshot would bring them. */
    private static RegistryState rebuilt(Root root) {
        StateBuilder builder = new StateBuilder().settings(root.settings());
        for (ServiceView service : root.services()) {
            for (Listed listed : service.instances()) {
                builder.instance(service.name(), listed.handle(), listed.instance(), root.live(listed));
            }
            builder.service(service.name(), service.revision(), service.version());
            root.history(service).entries().forEach(entry -> builder.history(service.name(), entry));
        }
        root.requests().forEach(builder::request);
        root.generations().forEach(builder::generation);
        root.members().forEach(builder::member);
        root.protections().forEach(builder::protection);
        root.losses().forEach(builder::loss);
        root.configs().forEach(item -> item.versions().forEach(version -> builder.config(item.name(), version)));
        builder.configFloor(root.configFloor());
        root.namespaces().forEach(builder::item);
        root.routings().forEach(builder::item);
        root.rules().forEach(builder::item);
        root.releases().forEach(builder::release);
        return builder.scalars(root.scalars()).build(root.position());
    }

    private static Command anyCommand(Random random, Root root, @Nullable RequestId request) {
        ServiceName service = anyService(random);
        InstanceId id = anyId(random);
        return switch (random.nextInt(20)) {
            case 18 -> anyOfNames(random, request);
            case 19 -> anyRules(random, root, service, request);
            case 15 ->
                random.nextInt(5) == 0
                        ? new UnregisterAll(request, random.nextBoolean() ? "public" : "blue")
                        : new Unregister(request, service, id, Content.NO_GENERATION);
            case 0, 1, 2 -> new Register(request, service, id, anyContent(random), true);
            case 3 -> new Unregister(request, service, id, anyGeneration(random));
            case 4 -> new Tick(random.nextInt(100), List.of(), List.of());
            case 5 ->
                random.nextInt(5) == 0 ? new Configure(anySettings(random)) : new Tick(1_000, List.of(), List.of());
            case 6, 7 -> anyExpire(random, root, service);
            case 9, 10 -> anyPatch(random, root, service, request);
            case 16, 17 -> anyConfigWrite(random, root, request);
            case 12 ->
                new Drain(
                        request,
                        service,
                        random.nextBoolean() ? List.of(id) : List.of(id, anyId(random), anyId(random)),
                        random.nextInt(3) > 0);
            case 13, 14 -> anyVerdicts(random, root);
            case 8 -> new Tick(500 + random.nextInt(500), anyHandles(random), List.of());
            default ->
                new Tick(
                        0,
                        List.of(),
                        List.of(new Tick.Named(
                                List.of(service, ServiceName.of("s.0")), id, random.nextBoolean(), anyUpdate(random))));
        };
    }

    /** Mostly of one that is there or was. */
    private static Command anyConfigWrite(Random random, Root root, @Nullable RequestId request) {
        int number = random.nextInt(5);
        ConfigName name = number == 4 ? ConfigName.of("teal", "g", "c") : ConfigName.of("c" + number);
        long at = root.revisionOf(name);
        long expected = random.nextInt(3) > 0 ? PutConfig.ANY_REVISION : random.nextBoolean() ? at : PutConfig.ABSENT;
        if (random.nextInt(6) == 0) {
            return new RemoveConfig(request, name, expected);
        }
        ConfigHistory known = root.configs().get(name);
        if (known != null && random.nextInt(4) == 0) {
            ConfigVersion any =
                    known.versions().get(random.nextInt(known.versions().size()));
            return new RollbackConfig(request, name, any.revision() + random.nextInt(9) / 8, expected);
        }
        return new PutConfig(request, name, new ConfigText("t", "v" + random.nextInt(4)), expected);
    }

    private static Command anyOfNames(Random random, @Nullable RequestId request) {
        String name = random.nextBoolean() ? "blue" : random.nextBoolean() ? "green" : "public";
        return switch (random.nextInt(4)) {
            case 0 ->
                new PutNamespace(
                        request,
                        name,
                        new NamespacePatch(
                                anyEdit(random, "d" + random.nextInt(2)),
                                anyEdit(random, random.nextInt(3)),
                                anyEdit(random, random.nextInt(6))),
                        random.nextBoolean());
            case 1 -> new DeleteNamespace(request, name, random.nextInt(3) == 0);
            default -> new SetRouting(request, name, "s." + random.nextInt(2), anyRouting(random));
        };
    }

    private static Command anyRules(Random random, Root root, ServiceName service, @Nullable RequestId request) {
        ServiceRules known = root.rules(service);
        long at = known == null ? 0 : known.revision();
        return new PatchService(
                request,
                service,
                random.nextInt(4) == 0 ? at + random.nextInt(3) / 2 : PatchInstance.ANY_REVISION,
                new ServicePatch(
                        anyParameters(random),
                        random.nextBoolean() ? anyEdit(random, 3_000L) : Edit.to(3_000L + random.nextInt(9_000)),
                        random.nextBoolean() ? anyEdit(random, Settings.Doubt.NEVER) : Edit.to(random.nextInt(500))),
                new PatchInstance.Room(2, 100));
    }

    private static @Nullable Routing anyRouting(Random random) {
        return switch (random.nextInt(3)) {
            case 0 -> null;
            case 1 -> Routing.to("g" + random.nextInt(2));
            default -> Routing.weighted(Map.of("g", random.nextInt(2), "h", 1));
        };
    }

    private static RenewalUpdate anyUpdate(Random random) {
        return new RenewalUpdate(
                random.nextInt(3) > 0 ? null : Parameters.of(Map.of("env", "e" + random.nextInt(2))),
                random.nextInt(3) > 0
                        ? null
                        : Metrics.of(random.nextInt(3) == 0 ? Map.of() : Map.of("cpu", "" + random.nextInt(3))),
                random.nextInt(3) > 0 ? null : new Versions("", "", "1." + random.nextInt(3)));
    }

    private static Settings anySettings(Random random) {
        Settings.Doubt doubt = new Settings.Doubt(
                random.nextInt(4) == 0 ? Settings.Doubt.NEVER : random.nextInt(500),
                1 + random.nextInt(6),
                1 + random.nextInt(400),
                random.nextInt(4_000));
        return new Settings(
                3_000 + random.nextInt(9_000),
                random.nextBoolean() ? 0 : random.nextInt(5_000),
                doubt,
                random.nextBoolean(),
                Settings.Limits.DEFAULT,
                random.nextInt(3) == 0);
    }

    /** Some of those that are listed, mostly as the leader would see them, and some that are not. */
    private static Command anyExpire(Random random, Root root, ServiceName name) {
        List<Expire.Silent> silent = new ArrayList<>();
        ServiceView service = root.service(name);
        if (service != null) {
            for (Listed listed : service.instances()) {
                if (random.nextInt(3) > 0) {
                    long seen = root.live(listed).lastSeenMillis() + (random.nextInt(9) == 0 ? 1 : 0);
                    silent.add(new Expire.Silent(listed.handle(), seen));
                }
            }
        }
        silent.add(new Expire.Silent(1 + random.nextInt(100), 0));
        Collections.shuffle(silent, random);
        return new Expire(name, silent);
    }

    private static List<Long> anyHandles(Random random) {
        return random.longs(random.nextInt(4), 1, 200).boxed().toList();
    }

    /** Mostly of one that is listed. */
    private static Command anyPatch(Random random, Root root, ServiceName name, @Nullable RequestId request) {
        ServiceView service = root.service(name);
        Instance any = new Instance(anyId(random), Content.PLAIN, Operator.NONE, Status.RUNNING, 0, 1);
        if (service != null && random.nextInt(9) > 0) {
            for (Listed listed : service.instances()) {
                any = random.nextBoolean() ? listed.instance() : any;
            }
        }
        return new PatchInstance(
                request,
                name,
                any.id(),
                random.nextInt(3) == 0 ? any.revision() - random.nextInt(3) / 2 : PatchInstance.ANY_REVISION,
                new InstancePatch(
                        anyEdit(random, random.nextBoolean()),
                        anyEdit(random, random.nextInt(3)),
                        anyEdit(random, Status.ofNumber(random.nextInt(4))),
                        anyParameters(random),
                        anyEdit(random, 3_000L + random.nextInt(3)),
                        anyEdit(random, anyCheck(random)),
                        anyMetrics(random)),
                new PatchInstance.Room(2, 100, 1));
    }

    private static <T> Edit<T> anyEdit(Random random, T value) {
        return switch (random.nextInt(6)) {
            case 0 -> Edit.clear();
            case 1 -> Edit.to(value);
            default -> Edit.keep();
        };
    }

    private static ParametersPatch anyParameters(Random random) {
        Map<String, String> set = random.nextInt(3) > 0
                ? Map.of()
                : Map.of(random.nextBoolean() ? "env" : "k" + random.nextInt(3), "e" + random.nextInt(2));
        List<String> removed = new ArrayList<>(random.nextInt(3) > 0 ? List.of() : List.of("env", "k0", "k3"));
        removed.removeAll(set.keySet());
        return new ParametersPatch(random.nextInt(6) == 0, Parameters.of(set), removed);
    }

    private static ParametersPatch anyMetrics(Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> ParametersPatch.CLEAR;
            case 1 -> new ParametersPatch(false, Parameters.of(Map.of("cpu", "" + random.nextInt(3))), List.of("qps"));
            case 2 -> new ParametersPatch(false, Parameters.of(Map.of("qps", "" + random.nextInt(3))), List.of());
            default -> ParametersPatch.NONE;
        };
    }

    private static CheckPatch anyCheck(Random random) {
        return new CheckPatch(
                anyEdit(random, HealthCheck.Type.HTTP),
                Edit.keep(),
                Edit.keep(),
                anyEdit(random, 5_000L),
                Edit.keep(),
                Edit.keep(),
                Edit.keep(),
                Edit.keep(),
                Edit.keep());
    }

    private static ServiceName anyService(Random random) {
        int number = random.nextInt(4) + 1;
        return number == 4 ? ServiceName.of("blue", "g", "s.4") : ServiceName.of("s." + number);
    }

    private static InstanceId anyId(Random random) {
        return new InstanceId("http", "10.0.0." + random.nextInt(40), 8080, random.nextBoolean() ? "" : "x");
    }

    private static long anyGeneration(Random random) {
        return random.nextInt(3) == 0 ? random.nextInt(4) : Content.NO_GENERATION;
    }

    private static Content anyContent(Random random) {
        String name = random.nextInt(4) == 0 ? anyName(random) : null;
        Parameters parameters = Parameters.of(Map.of("env", "e" + random.nextInt(2)));
        Lease lease = random.nextInt(3) > 0
                ? Lease.DEFAULT
                : new Lease(random.nextBoolean(), 3_000 + random.nextInt(3), random.nextInt(2_000) - 1);
        return new Content(
                parameters, 100, lease, anyGeneration(random), name, anyWholeCheck(random), anyRelease(random));
    }

    private static Release anyRelease(Random random) {
        return random.nextInt(3) > 0
                ? Release.NONE
                : new Release(Release.NONE.product(), "", "", "", "1." + random.nextInt(3), "");
    }

    private static @Nullable HealthCheck anyWholeCheck(Random random) {
        return random.nextBoolean()
                ? null
                : new HealthCheck(
                        HealthCheck.Type.HTTP,
                        8080,
                        "",
                        HealthCheck.Pace.DEFAULT,
                        random.nextBoolean() ? Status.RUNNING : Status.ofNumber(random.nextInt(4)),
                        random.nextInt(2) * 2_000L);
    }

    private static CheckState.Verdict anyVerdict(Random random) {
        return random.nextBoolean() ? CheckState.Verdict.GOOD : CheckState.Verdict.FAILING;
    }

    /** Of some that are listed and checked, mostly on their check. */
    private static Command anyVerdicts(Random random, Root root) {
        CheckState.Verdict usual = anyVerdict(random);
        List<CheckVerdicts.Found> found = new ArrayList<>();
        for (ServiceView service : root.services()) {
            for (Listed listed : service.instances()) {
                HealthCheck check = listed.instance().content().check();
                if (check != null && random.nextInt(3) > 0) {
                    CheckState.Verdict verdict = random.nextInt(5) > 0 ? usual : anyVerdict(random);
                    HealthCheck asked = random.nextInt(9) > 0
                            ? check
                            : new HealthCheck(HealthCheck.Type.TCP, 1, "", HealthCheck.Pace.DEFAULT, Status.RUNNING, 0);
                    CheckState known = listed.instance().checkState();
                    long since = known == null || random.nextInt(3) > 0
                            ? CheckVerdicts.Found.NEWLY
                            : known.sinceMillis() + random.nextInt(5) / 4;
                    found.add(new CheckVerdicts.Found(
                            listed.handle() + random.nextInt(9) / 8, asked, verdict, "seen", random.nextInt(3), since));
                }
            }
        }
        Collections.shuffle(found, random);
        return new CheckVerdicts(found);
    }

    private static String anyName(Random random) {
        return random.nextBoolean()
                ? "name-" + random.nextInt(5)
                : anyId(random).url();
    }

    private static String wordFor(Outcome outcome) {
        if (outcome instanceof Outcome.Registered registered) {
            return registered.kind().name();
        }
        if (outcome instanceof Outcome.Unregistered unregistered) {
            return unregistered.removed().isPresent() ? "REMOVED" : "ABSENT";
        }
        if (outcome instanceof Outcome.Patched patched) {
            return patched.changed() ? "UPDATED" : "UNCHANGED";
        }
        if (outcome instanceof Outcome.ConfigWritten written) {
            return written.kind().name();
        }

        if (outcome instanceof Outcome.Namespaced namespaced) {
            return namespaced.kind().name();
        }
        if (outcome instanceof Outcome.Cleared cleared) {
            return "cleared " + cleared.instances();
        }
        if (outcome instanceof Outcome.Drained drained) {
            return "DRAINED " + drained.changed() + " " + drained.absent();
        }
        if (outcome instanceof Outcome.Rejected rejected) {
            return rejected.reason().name();
        }
        if (outcome instanceof Outcome.Expired expired) {
            return "removed " + expired.removed() + " offline " + expired.offline() + " held " + expired.held();
        }
        return outcome instanceof Outcome.Renewed renewed
                ? "unknown " + renewed.unknownNamed() + " outdated " + renewed.outdated()
                : "DONE";
    }

    private static List<String> describe(Root root) {
        List<String> lines = new ArrayList<>();
        lines.add(root.scalars().revision() + " " + root.scalars().version() + " "
                + root.scalars().clockMillis());
        for (ServiceView service : root.services()) {
            Protection doubted = root.protections().get(service.name());
            lines.add(service.name() + " " + service.revision() + " " + service.version()
                    + (doubted == null ? "" : " protected since " + doubted.sinceMillis()));
            for (Listed listed : service.instances()) {
                LiveNumbers live = root.live(listed);
                Instance instance = listed.instance();
                lines.add(instance.id() + " " + instance.content() + " " + instance.asRegistered() + " "
                        + instance.operator() + " " + instance.revision() + " " + live.lastSeenMillis() + " "
                        + live.renewals() + " " + live.metrics() + " " + instance.ownStatus() + " "
                        + (instance.checkState() == null ? "" : describe(instance.checkState())));
            }
        }
        lines.addAll(SimpleConfigs.describe(root));
        root.namespaces().forEach(namespace -> lines.add(namespace.toString()));
        root.routings().forEach(routing -> lines.add(routing.toString()));
        root.rules().forEach(rules -> lines.add(rules.toString()));
        for (String name : List.of("blue", "green", "public")) {
            Space space = root.space(name);
            lines.add(name + " " + space.services() + " " + space.instances() + " " + space.groups() + " "
                    + space.known());
        }
        return lines;
    }

    private static String describe(CheckState found) {
        return found.verdict() + " " + found.sinceMillis();
    }

    private static List<String> describe(SimpleModel model) {
        List<String> lines = new ArrayList<>();
        lines.add(model.revision + " " + model.version + " " + model.clock);
        model.services.forEach((name, service) -> {
            lines.add(name + " " + service.revision + " " + service.version
                    + (service.doubted == null ? "" : " protected since " + service.doubted.since));
            service.instances.forEach((id, one) ->
                    lines.add(id + " " + one.content + " " + one.registered + " " + one.operator + " " + one.revision
                            + " " + one.lastSeen + " " + one.renewals + " " + one.metrics + " " + one.own + " "
                            + (one.found == null ? "" : one.found.verdict() + " " + one.found.since())));
        });
        lines.addAll(model.configs.describe());
        model.names.namespaces.values().forEach(namespace -> lines.add(namespace.toString()));
        model.names.routings.values().forEach(routing -> lines.add(routing.toString()));
        model.names.rules.values().forEach(rules -> lines.add(rules.toString()));
        List.of("blue", "green", "public").forEach(name -> lines.add(model.counted(name)));
        return lines;
    }
}
