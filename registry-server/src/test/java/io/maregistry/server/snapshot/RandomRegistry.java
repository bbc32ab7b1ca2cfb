package io.maregistry.server.snapshot;

import io.maregistry.model.CheckState;
import io.maregistry.model.ConfigName;
import io.maregistry.model.Content;
import io.maregistry.model.Edit;
import io.maregistry.model.HealthCheck;
import io.maregistry.model.InstanceId;
import io.maregistry.model.InstancePatch;
import io.maregistry.model.Lease;
import io.maregistry.model.Member;
import io.maregistry.model.Metrics;
import io.maregistry.model.NamespacePatch;
import io.maregistry.model.Parameters;
import io.maregistry.model.ParametersPatch;
import io.maregistry.model.Quota;
import io.maregistry.model.Release;
import io.maregistry.model.RenewalUpdate;
import io.maregistry.model.RequestId;
import io.maregistry.model.Routing;
import io.maregistry.model.ServiceName;
import io.maregistry.model.ServicePatch;
import io.maregistry.model.Status;
import io.maregistry.model.Versions;
import io.maregistry.server.state.Announce;
import io.maregistry.server.state.Birth;
import io.maregistry.server.state.CheckVerdicts;
import io.maregistry.server.state.Command;
import io.maregistry.server.state.ConfigText;
import io.maregistry.server.state.Configure;
import io.maregistry.server.state.Drain;
import io.maregistry.server.state.Entry;
import io.maregistry.server.state.Listed;
import io.maregistry.server.state.PatchInstance;
import io.maregistry.server.state.PatchService;
import io.maregistry.server.state.PutConfig;
import io.maregistry.server.state.PutNamespace;
import io.maregistry.server.state.Register;
import io.maregistry.server.state.RegistryState;
import io.maregistry.server.state.RemoveConfig;
import io.maregistry.server.state.ServiceView;
import io.maregistry.server.state.SetRouting;
import io.maregistry.server.state.Settings;
import io.maregistry.server.state.Tick;
import io.maregistry.server.state.Unregister;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Registries that hold a little of everything; the same seed gives the same one. */
final class RandomRegistry {

    private static final long WALL_MILLIS = 1_763_700_000_000L;

    private final Random random;
    private final RegistryState state = new RegistryState();
    private long index;
    private long sequence;

    RandomRegistry(long seed) {
        random = new Random(seed);
        apply(new Birth("3f0a5c1177e2d4105f1c09ab77e2d410", 0x5f1c_09ab_77e2_d410L));
        apply(new Configure(new Settings(30_000, 1_000, Settings.Doubt.DEFAULT, true, Settings.Limits.DEFAULT)));
        apply(new Announce(new Member(
                "n1",
                "id-1",
                "127.0.0.1:10081",
                new Member.Addresses("127.0.0.1:8081", "127.0.0.1:9081", "127.0.0.1:10081"),
                "1.0.0",
                1)));
    }

    /** The state after {@code commands} more commands. */
    RegistryState after(int commands) {
        for (int count = 0; count < commands; count++) {
            apply(command());
        }
        return state;
    }

    private void apply(Command command) {
        state.apply(++index, 7, new Entry(WALL_MILLIS + index, List.of(command)));
    }

    private Command command() {
        return switch (random.nextInt(17)) {
            case 16 -> name();
            case 0, 1 -> new Unregister(request(), service(), id(), Content.NO_GENERATION);
            case 2 ->
                new Tick(
                        random.nextInt(1_000),
                        List.of((long) random.nextInt(200)),
                        List.of(new Tick.Named(List.of(service(), service()), id(), true, update())));
            case 10, 11 -> patch();
            case 14, 15 -> configWrite();
            case 13 -> verdicts();
            case 12 -> new Drain(request(), service(), List.of(id(), id()), random.nextInt(4) > 0);
            default -> new Register(request(), service(), id(), content(), random.nextInt(10) > 0);
        };
    }

    private Command configWrite() {
        ConfigName name = random.nextInt(4) > 0
                ? ConfigName.of("item-" + random.nextInt(6) + ".yaml")
                : ConfigName.of("blue", "G", "\u00fc" + random.nextInt(3));
        return random.nextInt(5) == 0
                ? new RemoveConfig(request(), name, PutConfig.ANY_REVISION)
                : new PutConfig(
                        request(),
                        name,
                        new ConfigText("application/yaml", "k: \"\u00fc\ud83d\ude00\"\r\n\t" + random.nextInt(9)),
                        PutConfig.ANY_REVISION);
    }

    private Command name() {
        String namespace = random.nextBoolean() ? "blue" : "Name" + random.nextInt(5);
        return switch (random.nextInt(7)) {
            case 3, 4 -> rules(namespace);
            case 0 -> new SetRouting(request(), namespace, "Service" + random.nextInt(3), Routing.to("G"));
            case 1 ->
                new SetRouting(
                        request(), namespace, "Service" + random.nextInt(3), Routing.weighted(Map.of("G", 1, "H", 9)));
            case 2 -> new SetRouting(request(), namespace, "Service" + random.nextInt(3), null);
            default ->
                new PutNamespace(
                        request(),
                        namespace,
                        NamespacePatch.whole(
                                random.nextBoolean() ? "" : "\u00fc\"\n".substring(0, 2),
                                new Quota(random.nextInt(2) * 90, random.nextInt(2) * 900)),
                        true);
        };
    }

    private Command rules(String namespace) {
        return new PatchService(
                request(),
                random.nextBoolean()
                        ? ServiceName.of(namespace, "G", "Service" + random.nextInt(3))
                        : ServiceName.of("Service" + random.nextInt(3)),
                PatchInstance.ANY_REVISION,
                new ServicePatch(
                        new ParametersPatch(random.nextBoolean(), parameters(), List.of()),
                        random.nextBoolean() ? Edit.clear() : Edit.to(3_000L + random.nextInt(9_000)),
                        random.nextBoolean() ? Edit.clear() : Edit.to(random.nextInt(1_001))),
                new PatchInstance.Room(128, 65_536));
    }

    private RenewalUpdate update() {
        return switch (random.nextInt(4)) {
            case 0 -> RenewalUpdate.NONE;
            case 1 -> new RenewalUpdate(parameters(), null, null);
            case 2 -> new RenewalUpdate(null, null, new Versions("", "1.2.3", ""));
            default -> new RenewalUpdate(null, metrics(), null);
        };
    }

    private Metrics metrics() {
        return random.nextInt(4) == 0
                ? Metrics.NONE
                : Metrics.of(Map.of("cpu", "-0.50", "\u00fc \"", Integer.toString(random.nextInt(1_000))));
    }

    private PatchInstance patch() {
        InstancePatch patch = new InstancePatch(
                random.nextBoolean() ? Edit.keep() : Edit.to(random.nextBoolean()),
                random.nextBoolean() ? Edit.keep() : Edit.to(random.nextInt(100)),
                random.nextBoolean() ? Edit.clear() : Edit.to(Status.ofNumber(random.nextInt(4))),
                new ParametersPatch(random.nextBoolean(), parameters(), List.of("patched")),
                random.nextBoolean() ? Edit.keep() : Edit.to(3_000L + random.nextInt(9_000)),
                random.nextBoolean() ? Edit.keep() : Edit.clear());
        return new PatchInstance(
                request(),
                service(),
                id(),
                PatchInstance.ANY_REVISION,
                patch,
                new PatchInstance.Room(128, 64 << 10, 64));
    }

    /** Of all that are checked. */
    private CheckVerdicts verdicts() {
        List<CheckVerdicts.Found> found = new ArrayList<>();
        for (ServiceView service : state.root().services()) {
            for (Listed listed : service.instances()) {
                HealthCheck check = listed.instance().content().check();
                if (check != null) {
                    CheckState.Verdict verdict =
                            random.nextBoolean() ? CheckState.Verdict.GOOD : CheckState.Verdict.FAILING;
                    found.add(new CheckVerdicts.Found(
                            listed.handle(), check, verdict, "HTTP/1.1 ü " + random.nextInt(600), 3));
                }
            }
        }
        return new CheckVerdicts(found);
    }

    private @Nullable RequestId request() {
        return random.nextBoolean() ? null : new RequestId(-17, 4, sequence++);
    }

    private ServiceName service() {
        String name = "com.example.Service" + random.nextInt(12);
        return random.nextInt(4) > 0 ? ServiceName.of(name) : ServiceName.of("blue", "G" + random.nextInt(2), name);
    }

    private InstanceId id() {
        int number = random.nextInt(30);
        return switch (number % 3) {
            case 0 -> new InstanceId("http", "10.0.0." + number, 8_080, "");
            case 1 -> new InstanceId("grpc", "2001:db8::" + number, 9_090, "a/b@c");
            default -> new InstanceId("https", "host-" + number + ".example.com", 443, "user\u00e9?x=1");
        };
    }

    private Content content() {
        if (random.nextInt(3) > 0) {
            return Content.PLAIN.withParameters(parameters());
        }
        return new Content(
                parameters(),
                random.nextInt(200),
                new Lease(random.nextBoolean(), 3_000 + random.nextInt(9_000), random.nextInt(3) * 1_000L),
                random.nextInt(50),
                random.nextInt(3) == 0 ? "second-" + random.nextInt(40) : null,
                random.nextInt(3) == 0 ? check() : null,
                random.nextInt(3) == 0 ? release() : Release.NONE);
    }

    private Parameters parameters() {
        return switch (random.nextInt(4)) {
            case 0 -> Parameters.empty();
            case 1 -> Parameters.of(Map.of("env", "dev"));
            case 2 -> Parameters.of(Map.of("env", "prod", "zone", "z" + random.nextInt(5)));
            default -> Parameters.of(Map.of("\u00fcml\u00e4ut\n\"", "\ud83d\ude00 \\ / \t", "empty", ""));
        };
    }

    private HealthCheck check() {
        HealthCheck.Type[] types = HealthCheck.Type.values();
        return new HealthCheck(
                types[random.nextInt(types.length)],
                1 + random.nextInt(65_535),
                random.nextBoolean() ? "/health" : "",
                HealthCheck.Pace.DEFAULT,
                Status.ofNumber(random.nextInt(4)),
                random.nextInt(2) * 60_000L);
    }

    private Release release() {
        return new Release(
                new Release.Product("app-" + random.nextInt(5), "Name", "", "shop"),
                "2026-01-01T00:00:0" + random.nextInt(10),
                "",
                "1.2.3",
                "",
                "10.0.0.1:5000");
    }
}
