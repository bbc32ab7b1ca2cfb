package io.maregistry.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.server.http.ServerUnderTest.Reply;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the port of one namespace answers and tells does not depend on what is done in another: a node that takes the calls of
 * both says of the first what a node says that takes those of the first alone, but for the counters of the whole registry.
 */
class IsolatedDoorsTest {

    private static final int CALLS = 400;
    private static final String OURS = "blue";
    private static final Pattern OF_ALL = // revisions, versions and times
            Pattern.compile(
                    "\"(revision|previous|previousRevision|version|timestamp|[A-Za-z]*(Ms|Time|at))\":(\"[^\"]*\"|[-0-9]+)");
    private static final List<String> DOORS = List.of(
            "/v1/namespaces/blue",
            "/v1/services?namespace=blue",
            "/v1/services/s0?namespace=blue&group=*",
            "/v1/services/s1?namespace=blue&group=@active",
            "/v1/services/s2?namespace=blue&group=g1&filter=k%20%3D%20%22v1%22",
            "/v1/services/s0/routing?namespace=blue",
            "/v1/configs?namespace=blue&group=*",
            "/v1/configs/c0?namespace=blue&group=g0",
            "/v1/configs/c0/history?namespace=blue&group=g0",
            "/findAll?service=blue/g0/s0",
            "/centre-server/services?namespace=blue");

    @TempDir
    private Path directory;

    private final long seed = Long.getLong("doors.seed", new Random().nextLong());
    private ServerUnderTest both;
    private ServerUnderTest alone;

    @BeforeEach
    void start() {
        both = new ServerUnderTest(directory.resolve("both"));
        alone = new ServerUnderTest(directory.resolve("alone"));
    }

    @AfterEach
    void stop() {
        both.close();
        alone.close();
    }

    /** A call of the same kind for every namespace. */
    private record Call(String verb, String target, String body) {

        static Call any(Random random, String namespace) {
            String group = "g" + random.nextInt(3);
            String place = "?namespace=" + namespace + "&group=" + group;
            String service = "/v1/services/s" + random.nextInt(3);
            int port = 1 + random.nextInt(5);
            String instance = service + "/instances/http%3A%2F%2Fh%3A" + port;
            String config = "/v1/configs/c" + random.nextInt(2) + place;
            return switch (random.nextInt(11)) {
                case 0, 1, 2 ->
                    new Call(
                            "POST",
                            service + "/instances" + place,
                            "{\"scheme\":\"http\",\"host\":\"h\",\"port\":" + port + ",\"parameters\":{\"k\":\"v"
                                    + random.nextInt(3) + "\"}}");
                case 3 -> new Call("DELETE", instance + place, "");
                case 4 -> new Call("PATCH", instance + place, "{\"weight\":" + random.nextInt(9) + "}");
                case 5 -> new Call("POST", instance + "/drain" + place, "{\"waitMs\":0}");
                case 6 -> new Call("PUT", config, "text " + random.nextInt(3));
                case 7 -> new Call("DELETE", config, "");
                case 8 ->
                    new Call(
                            "PUT",
                            service + "/routing?namespace=" + namespace,
                            random.nextBoolean()
                                    ? "{\"active\":\"" + group + "\"}"
                                    : "{\"weights\":{\"g0\":1,\"" + group + "\":3}}");
                case 9 ->
                    new Call(
                            "POST",
                            "/v1/namespaces",
                            "{\"namespace\":\"" + namespace + "\",\"quota\":{\"instances\":" + (5 + random.nextInt(9))
                                    + "}}");
                default ->
                    random.nextInt(4) == 0
                            ? new Call("POST", "/centre-server/unregister-all?confirm=all&namespace=" + namespace, "")
                            : new Call("DELETE", service + "/routing?namespace=" + namespace, "");
            };
        }

        String at(ServerUnderTest server) {
            Reply reply = server.send(verb, target, body);
            return reply.status() + " " + comparable(reply.body());
        }
    }

    private static String comparable(String text) {
        String told = text.contains("\"watchers\":") ? "which watchers know it is a matter of time" : text;
        return OF_ALL.matcher(told).replaceAll("\"$1\":0");
    }

    private static String at(ServerUnderTest server, String door) {
        Reply reply = server.get(door);
        return reply.status() + " " + comparable(reply.body());
    }

    @Test
    void otherNamespacesAreNeverSeenAtAnyDoor() {
        Random random = new Random(seed);
        try (WatchClient watchBoth = watch(both);
                WatchClient watchAlone = watch(alone)) {
            for (int at = 0; at < CALLS; at++) {
                boolean isOurs = random.nextBoolean();
                Call call = Call.any(random, isOurs ? OURS : random.nextBoolean() ? "green" : "public");
                String answer = call.at(both);
                if (isOurs) {
                    assertThat(answer).as("-Ddoors.seed=%d, %s", seed, call).isEqualTo(call.at(alone));
                }
                String door = DOORS.get(random.nextInt(DOORS.size()));
                assertThat(at(both, door)).as("-Ddoors.seed=%d, %s", seed, door).isEqualTo(at(alone, door));
            }
            for (ServerUnderTest server : List.of(both, alone)) {
                server.post("/v1/namespaces", "{\"namespace\":\"blue\"}"); // without a quota
                Reply last = server.post(
                        "/v1/services/last/instances?namespace=blue",
                        "{\"scheme\":\"http\",\"host\":\"last\",\"port\":1}");
                assertThat(last.status()).as(last.body()).isEqualTo(201);
            }
            assertThat(told(watchBoth)).as("-Ddoors.seed=%d", seed).isEqualTo(told(watchAlone));
        }
    }

    private static WatchClient watch(ServerUnderTest server) {
        return WatchClient.open(server.port(), "/v1/watch?namespace=blue&start=none", "");
    }

    /** What the stream told of services, up to the last call. */
    private static List<String> told(WatchClient watch) {
        List<String> told = new ArrayList<>();
        while (told.isEmpty() || !told.get(told.size() - 1).contains("http://last:1")) {
            WatchClient.Event event = watch.event();
            if (!event.name().equals("hello") && !event.name().equals("progress")) {
                told.add(event.name() + " " + comparable(event.data()));
            }
        }
        return told;
    }
}
