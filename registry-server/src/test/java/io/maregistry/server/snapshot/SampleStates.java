package io.maregistry.server.snapshot;

import io.maregistry.model.Content;
import io.maregistry.model.HealthCheck;
import io.maregistry.model.Instance;
import io.maregistry.model.InstanceId;
import io.maregistry.model.Lease;
import io.maregistry.model.Member;
import io.maregistry.model.Operator;
import io.maregistry.model.Parameters;
import io.maregistry.model.Release;
import io.maregistry.model.RequestId;
import io.maregistry.model.ServiceName;
import io.maregistry.model.Status;
import io.maregistry.server.state.Change;
import io.maregistry.server.state.HistoryEntry;
import io.maregistry.server.state.LeftGeneration;
import io.maregistry.server.state.LiveNumbers;
import io.maregistry.server.state.Loss;
import io.maregistry.server.state.Position;
import io.maregistry.server.state.Protection;
import io.maregistry.server.state.RememberedRequest;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.Scalars;
import io.maregistry.server.state.Settings;
import io.maregistry.server.state.StateBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;

/** The states that the sample documents beside the tests were written from. */
final class SampleStates {

    private static final long REGISTERED = 1_763_700_000_000L;

    private SampleStates() {}

    /** The example of the v5 document. */
    static Root ofTheV5Document() {
        ServiceName users = ServiceName.of("com.example.UserService");
        InstanceId id = new InstanceId("http", "192.168.1.100", 8080, "userservice");
        return new StateBuilder()
                .scalars(new Scalars("", 0, 3, 15, 0, 2, 0, 1))
                .instance(users, 1, plain(id, Content.PLAIN, 3), new LiveNumbers(0, 1_708_876_800_000L, 9))
                .service(users, 3, 10)
                .build(new Position(12, 1))
                .root();
    }

    /** A little of everything that a document can hold. */
    static Root ofEverything() {
        ServiceName users = ServiceName.of("com.example.UserService");
        ServiceName orders = ServiceName.of("blue", "G", "Orders");
        InstanceId web = new InstanceId("http", "10.0.0.1", 8080, "x");
        InstanceId secure = new InstanceId("https", "2001:db8::1", 443, "");
        Content dev = Content.PLAIN.withParameters(Parameters.of(Map.of("env", "dev", "zone", "\u00fc\"\n")));
        return new StateBuilder()
                .scalars(new Scalars(
                        "3f0a5c1177e2d4105f1c09ab77e2d410", 0x5f1c_09ab_77e2_d410L, 58, 61, 123_450, 8, 5, 1))
                .settings(new Settings(
                        30_000,
                        1_000,
                        new Settings.Doubt(250, 12, 40, 25_000),
                        false,
                        new Settings.Limits(1_000, 2_000, 3_000)))
                .instance(users, 3, plain(web, dev, 41), new LiveNumbers(120_000, REGISTERED + 5_000, 2))
                .instance(users, 4, plain(secure, Content.PLAIN, 42), new LiveNumbers(100, 0, 0))
                .instance(orders, 7, rich(web), new LiveNumbers(123_000, REGISTERED + 9_000, 17))
                .service(users, 42, 7)
                .service(orders, 58, 3)
                .service(ServiceName.of("com.example.Emptied"), 17, 4)
                .member(new Member(
                        "n1",
                        "4be1",
                        "127.0.0.1:10081",
                        new Member.Addresses("127.0.0.1:8081", "127.0.0.1:9081", "127.0.0.1:10081"),
                        "1.0.0",
                        1))
                .request(new RememberedRequest(
                        41 << 10, new RequestId(-1, 2, 0), RememberedRequest.Result.ADDED, 41, 90_000))
                .request(new RememberedRequest(
                        44 << 10, new RequestId(-1, 2, 1), RememberedRequest.Result.STALE_GENERATION, 42, 100_000))
                .generation(new LeftGeneration(43 << 10, orders, secure, 11, 99_000))
                .protection(new Protection(users, 111_000, REGISTERED + 8_000, 40, 25, 3, 113_500))
                .loss(new Loss(44 << 10, users, 12, 110_000))
                .loss(new Loss(45 << 10, users, 1, 113_000))
                .history(
                        orders,
                        new HistoryEntry(
                                58, 0, REGISTERED + 9_000, 7, Change.Action.UPDATED, Change.Cause.REGISTER, web, 0))
                .history(
                        users,
                        new HistoryEntry(
                                40,
                                3,
                                REGISTERED + 100,
                                6,
                                Change.Action.REMOVED,
                                Change.Cause.SILENCE,
                                secure,
                                20_400))
                .build(new Position(1_042, 7))
                .root();
    }

    /** The text of a sample document. */
    static String document(String name) throws IOException {
        try (InputStream in = SampleStates.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static Instance plain(InstanceId id, Content content, long revision) {
        return new Instance(id, content, Operator.NONE, Status.RUNNING, REGISTERED, revision);
    }

    private static Instance rich(InstanceId id) {
        Content content = new Content(
                Parameters.empty(),
                50,
                new Lease(false, 9_000, 300_000),
                12,
                "second",
                new HealthCheck(HealthCheck.Type.HTTP, 8081, "/health", HealthCheck.Pace.DEFAULT, Status.ERROR, 60_000),
                new Release(
                        new Release.Product("orders", "Orders", "shop.example", "shop"),
                        "2026-01-02T03:04:05Z",
                        "2026-01-01T00:00:00Z",
                        "1.2.3.4",
                        "1.2",
                        "10.0.0.1:8080"));
        return new Instance(
                id, content, new Operator(false, true, 10, Status.UPDATING), Status.OFFLINE, REGISTERED, 58);
    }
}
