package io.maregistry.server.store;

import io.maregistry.model.ConfigName;
import io.maregistry.model.Content;
import io.maregistry.model.Edit;
import io.maregistry.model.HealthCheck;
import io.maregistry.model.Instance;
import io.maregistry.model.InstanceId;
import io.maregistry.model.Lease;
import io.maregistry.model.Metrics;
import io.maregistry.model.NamespacePatch;
import io.maregistry.model.Operator;
import io.maregistry.model.Parameters;
import io.maregistry.model.Quota;
import io.maregistry.model.Release;
import io.maregistry.model.RenewalUpdate;
import io.maregistry.model.Routing;
import io.maregistry.model.Rules;
import io.maregistry.model.ServiceName;
import io.maregistry.model.ServicePatch;
import io.maregistry.model.Status;
import io.maregistry.model.Versions;
import io.maregistry.server.state.Birth;
import io.maregistry.server.state.Change;
import io.maregistry.server.state.Command;
import io.maregistry.server.state.ConfigText;
import io.maregistry.server.state.ConfigVersion;
import io.maregistry.server.state.DeleteNamespace;
import io.maregistry.server.state.Entry;
import io.maregistry.server.state.KeptRelease;
import io.maregistry.server.state.LiveNumbers;
import io.maregistry.server.state.Namespace;
import io.maregistry.server.state.PatchInstance;
import io.maregistry.server.state.PatchService;
import io.maregistry.server.state.Position;
import io.maregistry.server.state.PutConfig;
import io.maregistry.server.state.PutNamespace;
import io.maregistry.server.state.Register;
import io.maregistry.server.state.RegistryState;
import io.maregistry.server.state.ReleaseSpan;
import io.maregistry.server.state.RemoveConfig;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.Scalars;
import io.maregistry.server.state.ServiceRouting;
import io.maregistry.server.state.ServiceRules;
import io.maregistry.server.state.SetRouting;
import io.maregistry.server.state.StateBuilder;
import io.maregistry.server.state.Tick;
import io.maregistry.server.state.Unregister;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A registry that contract tests change and store. One thread. */
public final class SampleRegistry {

    /** The lineage of a registry that was born here. */
    public static final long LINEAGE = 0xf51c_09ab_77e2_d410L; // above 2^63, as half of all are

    static final String CLUSTER = "3f0a5c1177e2d4105f1c09ab77e2d410";

    private static final long WALL_MILLIS = 1_763_700_000_000L;

    private final RegistryState state;
    private final List<Change> changes = new ArrayList<>();
    private long index;

    private SampleRegistry(RegistryState state) {
        this.state = state;
        this.index = state.root().position().index();
    }

    /** A registry that goes on from a state, perhaps one that was loaded. */
    public static SampleRegistry of(RegistryState state) {
        return new SampleRegistry(state);
    }

    /** An empty registry of that lineage. */
    public static SampleRegistry born(long lineage) {
        SampleRegistry registry = new SampleRegistry(new RegistryState());
        registry.apply(new Birth(CLUSTER, lineage));
        return registry;
    }

    /** A few services of few instances. */
    public static SampleRegistry small() {
        SampleRegistry registry = born(LINEAGE);
        for (int number = 0; number < 12; number++) {
            registry.register("service-" + number % 4, number, Content.PLAIN);
        }
        registry.renew("service-1", 1);
        return registry;
    }

    /**
     * Instances of every kind in services of every kind, emptied ones among them, under handles with gaps, with counters
     * that are not each other's.
     */
    public static SampleRegistry ofEverything(int instances) {
        StateBuilder builder = new StateBuilder();
        int services = Math.max(1, instances / 25);
        for (int number = 0; number < instances; number++) {
            long handle = 3L * number + 1 + number % 2;
            builder.instance(service(number % services), handle, instance(number), numbers(number));
        }
        for (int number = 0; number < services; number++) {
            builder.service(service(number), 1_000_000 + number, 70 + number);
        }
        items(builder, instances);
        builder.service(ServiceName.of("emptied"), 17, 4);
        builder.service(ServiceName.of("blue", "G", "emptied"), 5, 1);
        builder.scalars(
                new Scalars(CLUSTER, LINEAGE, 1_000_000 + services, 4_711, 9_876_543_210L, 3L * instances + 100, 3, 1));
        return new SampleRegistry(builder.build(new Position(77_777, 12)));
    }

    /** A few of each kind, and of two kinds more than a store writes in one step. */
    private static void items(StateBuilder builder, int instances) {
        builder.item(new Namespace("blue", "B\u00fccher \"und\" mehr", new Quota(7, Quota.NONE), 31))
                .item(new Namespace("green", "", Quota.UNLIMITED, 32))
                .item(new ServiceRouting("blue", "S", Routing.to("Gr\u00fcn-1"), 33))
                .item(new ServiceRouting("blue", "cleared", null, 34))
                .item(new ServiceRouting("public", "S", Routing.weighted(Map.of("A", 1, "B", 99)), 35))
                .item(new ServiceRules(
                        ServiceName.of("blue", "G", "S"),
                        new Rules(Parameters.of(Map.of("team", "B\u00fccher", "a", "")), 5_000, 333),
                        36))
                .item(new ServiceRules(ServiceName.of("S"), new Rules(Parameters.empty(), Rules.UNSET, 0), 37))
                .configFloor(20);
        for (int number = 0; number < 300; number++) {
            ConfigName name =
                    number % 2 == 0 ? ConfigName.of("item-" + number) : ConfigName.of("blue", "G", "item-" + number);
            builder.config(name, version(100 + number, "first " + number));
            if (number % 3 == 0) {
                builder.config(name, version(500 + number, "{\"a\": \"\\u0001 \ud83d\ude00 '; --\"}\n"));
            }
        }
        builder.config(ConfigName.of("removed"), version(21, "x"))
                .config(ConfigName.of("removed"), new ConfigVersion(22, WALL_MILLIS, null));
        for (int number = 0; number < Math.min(instances, 400); number++) {
            ReleaseSpan span = new ReleaseSpan(
                    richId(number),
                    "name-" + number,
                    new Versions("", "1." + number, "1"),
                    WALL_MILLIS,
                    number % 2 == 0 ? ReleaseSpan.STILL : WALL_MILLIS + number);
            builder.release(new KeptRelease(service(number % 3), 10 + number, span));
        }
    }

    private static ConfigVersion version(long revision, String text) {
        return new ConfigVersion(revision, WALL_MILLIS + revision, new ConfigText("text/plain", text));
    }

    /** What is in the registry now. */
    public Root root() {
        return state.root();
    }

    /** The changes since the last call. */
    public List<Change> takeChanges() {
        List<Change> taken = List.copyOf(changes);
        changes.clear();
        return taken;
    }

    /** Applies a command. */
    public SampleRegistry apply(Command command) {
        index++;
        changes.addAll(state.apply(index, 12, new Entry(WALL_MILLIS + index, List.of(command)))
                .changes());
        return this;
    }

    /** Lists an instance, or changes what it says. */
    public SampleRegistry register(String service, int number, Content content) {
        return apply(new Register(null, ServiceName.of(service), id(number), content, true));
    }

    /** Takes an instance off the list. */
    public SampleRegistry unregister(String service, int number) {
        return apply(new Unregister(null, ServiceName.of(service), id(number), Content.NO_GENERATION));
    }

    /** Lets 700 ms pass and an instance renew without a change of any counter. */
    public SampleRegistry renew(String service, int number) {
        return apply(
                new Tick(700, List.of(), List.of(new Tick.Named(List.of(ServiceName.of(service)), id(number), false))));
    }

    /** Lets an instance renew and tell of itself, which moves no counter. */
    public SampleRegistry tell(String service, int number, Metrics metrics) {
        RenewalUpdate update = new RenewalUpdate(null, metrics, null);
        return apply(new Tick(
                100, List.of(), List.of(new Tick.Named(List.of(ServiceName.of(service)), id(number), false, update))));
    }

    /** Lets an instance renew as the documents do, which moves the version of its service and nothing else. */
    public SampleRegistry renewAsTheDocumentsDo(String service, int number) {
        return apply(
                new Tick(300, List.of(), List.of(new Tick.Named(List.of(ServiceName.of(service)), id(number), true))));
    }

    /** Says what a namespace is for; creates it where it is not there. */
    public SampleRegistry describe(String namespace, String description) {
        return apply(
                new PutNamespace(null, namespace, NamespacePatch.whole(description, new Quota(5, Quota.NONE)), true));
    }

    /** Takes a namespace away. */
    public SampleRegistry drop(String namespace) {
        return apply(new DeleteNamespace(null, namespace, true));
    }

    /** Has a group of a service in the default namespace get its calls. */
    public SampleRegistry route(String service, String group) {
        return apply(new SetRouting(null, "public", service, Routing.to(group)));
    }

    /** Clears a routing. */
    public SampleRegistry clearRoute(String service) {
        return apply(new SetRouting(null, "public", service, null));
    }

    /** Has instances of a service that name no ttl renew within that time; 0 = as the cluster's settings say. */
    public SampleRegistry rule(String service, long ttlMillis) {
        ServicePatch patch = ServicePatch.NONE.withTtlMillis(ttlMillis == 0 ? Edit.clear() : Edit.to(ttlMillis));
        return apply(new PatchService(
                null, ServiceName.of(service), PatchInstance.ANY_REVISION, patch, new PatchInstance.Room(10, 1_000)));
    }

    /** Publishes a configuration item. */
    public SampleRegistry publish(String dataId, String text) {
        return apply(new PutConfig(
                null, ConfigName.of(dataId), new ConfigText(ConfigText.PLAIN, text), PutConfig.ANY_REVISION));
    }

    /** Removes a configuration item. */
    public SampleRegistry withdraw(String dataId) {
        return apply(new RemoveConfig(null, ConfigName.of(dataId), PutConfig.ANY_REVISION));
    }

    /** Lists an instance that runs that version of its program. */
    public SampleRegistry release(String service, int number, String version) {
        Content plain = Content.PLAIN;
        Release release = new Release(Release.NONE.product(), "", "", version, version, "");
        return register(
                service,
                number,
                new Content(plain.parameters(), 100, plain.lease(), plain.generation(), null, plain.check(), release));
    }

    /** A plain identity. */
    public static InstanceId id(int number) {
        return new InstanceId(
                "http", "10." + number / 62_500 + "." + number / 250 % 250 + "." + (1 + number % 250), 8_080, "");
    }

    private static ServiceName service(int number) {
        return number % 3 == 0
                ? ServiceName.of("blue", "Gr\u00fcn-" + number % 2, "com.example.Service" + number)
                : ServiceName.of("com.example.Service" + number);
    }

    private static Instance instance(int number) {
        return new Instance(
                richId(number),
                content(number),
                operator(number),
                Status.ofNumber(number % 4),
                WALL_MILLIS + number,
                1 + number,
                number % 9 == 1 ? content(number + 1) : null);
    }

    private static InstanceId richId(int number) {
        return switch (number % 3) {
            case 0 ->
                new InstanceId("http", "10." + number / 65_536 + "." + number / 256 % 256 + "." + number % 256, 80, "");
            case 1 -> new InstanceId("grpc", "2001:db8::" + Integer.toHexString(number), 9_090, "a/b@c");
            default -> new InstanceId("https", "host-" + number + ".example.com", 443, "us\u00e9r?x=1&y='%");
        };
    }

    private static Content content(int number) {
        if (number % 5 == 0) {
            return Content.PLAIN.withParameters(parameters(number));
        }
        return new Content(
                parameters(number),
                number % 200,
                new Lease(number % 7 != 0, 3_000 + number, number % 3 * 1_000L),
                number,
                number % 4 == 0 ? "second-" + number : null,
                number % 6 == 0 ? check(number) : null,
                number % 8 == 0 ? release(number) : Release.NONE);
    }

    private static Parameters parameters(int number) {
        return switch (number % 4) {
            case 0 -> Parameters.empty();
            case 1 -> Parameters.of(Map.of("env", "dev", "zone", "z" + number));
            case 2 -> Parameters.of(Map.of("\u00fcml\u00e4ut\n\"'", "\ud83d\ude00 \\ / \t ; -- ", "empty", ""));
            default -> Parameters.of(Map.of("k", "{\"json\":[1]}", "a:b|c,d", "\r\n\u0001 \u2028"));
        };
    }

    private static HealthCheck check(int number) {
        HealthCheck.Type[] types = HealthCheck.Type.values();
        return new HealthCheck(
                types[number % types.length],
                1 + number % 65_535,
                number % 2 == 0 ? "/health" : "",
                new HealthCheck.Pace(5_000, 700, 1, 4),
                Status.ERROR,
                60_000L * (number % 2));
    }

    private static Release release(int number) {
        return new Release(
                new Release.Product("app-" + number, "N\u00e4me", "shop.example", "shop"),
                "2026-01-02T03:04:05Z",
                "2026-01-01T00:00:00Z",
                "1.2.3.4",
                "1.2",
                "10.0.0.1:" + number % 1_000);
    }

    private static Operator operator(int number) {
        return switch (number % 9) {
            case 1 -> Operator.DISABLED;
            case 2 -> new Operator(true, true, null, null);
            case 3 -> new Operator(true, false, 0, null);
            case 4 -> new Operator(false, true, 10_000, Status.UPDATING);
            default -> Operator.NONE;
        };
    }

    private static LiveNumbers numbers(int number) {
        return number % 2 == 0
                ? new LiveNumbers(number, 0, 0)
                : new LiveNumbers(9_000_000_000L + number, WALL_MILLIS + 10L * number, number);
    }
}
