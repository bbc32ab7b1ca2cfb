package io.maregistry.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.model.CheckState;
import io.maregistry.model.InstanceId;
import io.maregistry.model.ServiceName;
import io.maregistry.server.http.ServerUnderTest.Reply;
import io.maregistry.server.state.CheckVerdicts;
import io.maregistry.server.state.Listed;
import io.maregistry.server.state.ServiceView;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several groups of a service read as one list. */
class RoutedServiceTest {

    private static final String SHOP = "/v1/services/shop";
    private static final String ACTIVE = SHOP + "?group=@active";
    private static final String ROUTING = SHOP + "/routing";

    @TempDir
    private Path directory;

    private ServerUnderTest server;

    @BeforeEach
    void start() {
        server = new ServerUnderTest(directory);
        register("public", "blue", 1, "");
        register("public", "blue", 2, "");
        register("public", "blue", 3, "");
        register("public", "green", 4, "");
        register("other", "green", 5, "");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void allGroupsAreOneList() {
        Reply all = server.get(SHOP + "?group=*");

        assertThat(all.body())
                .startsWith(
                        "{\"service\":\"shop\",\"namespace\":\"public\",\"group\":\"*\",\"revision\":4,\"version\":4,")
                .contains(":1\"", ":2\"", ":3\"", ":4\"", "\"group\":\"blue\"", "\"group\":\"green\"")
                .doesNotContain(":5\"");
        assertThat(server.get(SHOP + "?group=*&namespace=other").body()).contains(":5\"");
        assertThat(server.get(SHOP + "?group=*&filter=no").body()).endsWith("\"instances\":[]}");
        assertThat(server.get(SHOP + "?group=*&live=true").status()).isEqualTo(400);
        assertThat(server.get("/v1/services/public%2Fblue%2Fshop?group=*").status())
                .isEqualTo(400);
        assertThat(server.get(SHOP + "?group=@all").body()).contains("INVALID_NAME");
    }

    @Test
    void switchOfTheActiveGroupIsOneStep() {
        assertThat(server.get(ACTIVE).body()).endsWith("\"instances\":[]}"); // the default group has none

        server.put(ROUTING, "{\"active\":\"blue\"}");
        Reply blue = server.get(ACTIVE);
        assertThat(blue.body())
                .contains("\"revision\":6", ":1\"", ":3\"", "\"weight\":100")
                .doesNotContain(":4\"");
        assertThat(server.get(ACTIVE, "If-None-Match", blue.field("ETag")).status())
                .isEqualTo(304);

        server.put(ROUTING, "{\"active\":\"green\"}");
        Reply green = server.get(ACTIVE, "If-None-Match", blue.field("ETag"));
        assertThat(green.body()).contains("\"revision\":7", ":4\"").doesNotContain(":1\"");

        server.send("DELETE", ROUTING, "");
        assertThat(server.get(ACTIVE).body()).contains("\"revision\":8").endsWith("\"instances\":[]}");
        assertThat(server.get(SHOP + "?group=blue").body()).contains("\"revision\":3", "\"weight\":100");
    }

    @Test
    void groupGetsItsShareWhateverItsSize() {
        server.put(ROUTING, "{\"weights\":{\"blue\":90,\"green\":10}}");

        assertThat(weightOf(1)).isEqualTo(3_000);
        assertThat(weightOf(4)).isEqualTo(1_000);

        server.put(ROUTING, "{\"weights\":{\"blue\":0,\"green\":10}}");
        assertThat(weightOf(1)).isZero();
        assertThat(weightOf(4)).isEqualTo(10_000);

        register("public", "green", 6, ",\"weight\":300");
        assertThat(weightOf(4)).isEqualTo(2_500);
        assertThat(weightOf(6)).isEqualTo(7_500);
    }

    @Test
    void scaledListTellsWhatTheChecksFound() {
        register("public", "green", 6, ",\"check\":{\"type\":\"tcp\"}");
        ServiceView green =
                Objects.requireNonNull(server.replication.root().service(ServiceName.of("public", "green", "shop")));
        Listed checked = Objects.requireNonNull(green.find(InstanceId.ofUrl("http://h:6")));
        server.replication.apply(new CheckVerdicts(List.of(new CheckVerdicts.Found(
                checked.handle(),
                Objects.requireNonNull(checked.instance().content().check()),
                CheckState.Verdict.FAILING,
                "refused",
                1))));

        server.put(ROUTING, "{\"weights\":{\"blue\":90,\"green\":10}}");

        assertThat(server.get(ACTIVE).body()).contains("\"evidence\":\"refused\"");
    }

    @Test
    void longPollEndsWithASwitch() throws Exception {
        server.put(ROUTING, "{\"active\":\"blue\"}");
        CompletableFuture<Reply> waiting = CompletableFuture.supplyAsync(
                () -> server.get(ACTIVE + "&since=" + revision(server.get(ACTIVE)) + "&wait=20s"));
        Awaitility.await().until(() -> server.watches.size() == 1);

        register("other", "blue", 9, "");
        server.put(ROUTING, "{\"active\":\"green\"}");

        assertThat(waiting.get(20, TimeUnit.SECONDS).body()).contains(":4\"").doesNotContain(":1\"");
    }

    @Test
    void watcherIsToldTheListAtEachChange() throws Exception {
        server.put(ROUTING, "{\"active\":\"blue\"}");
        try (WatchClient watch = WatchClient.open(server.port(), "/v1/watch?service=shop&group=@active", "")) {
            assertThat(watch.event().name()).isEqualTo("hello");
            assertThat(watch.event().data())
                    .contains("\"service\":\"public/@active/shop\"", "\"reason\":\"start\"", ":1\"");

            server.put(ROUTING, "{\"active\":\"green\"}");
            assertThat(watch.event().data())
                    .contains("\"reason\":\"routing\"", ":4\"")
                    .doesNotContain(":1\"");

            register("public", "green", 7, "");
            assertThat(watch.event().data()).contains(":4\"", ":7\"");
        }
    }

    private int weightOf(int port) {
        String body = server.get(ACTIVE).body();
        int at = body.indexOf("\"weight\":", body.indexOf(":" + port + "\"")) + "\"weight\":".length();
        return Integer.parseInt(body.substring(at, body.indexOf(',', at)));
    }

    private static String revision(Reply reply) {
        int at = reply.body().indexOf("\"revision\":") + "\"revision\":".length();
        return reply.body().substring(at, reply.body().indexOf(',', at));
    }

    private void register(String namespace, String group, int port, String more) {
        Reply reply = server.post(
                SHOP + "/instances?namespace=" + namespace + "&group=" + group,
                "{\"scheme\":\"http\",\"host\":\"h\",\"port\":" + port + more + "}");
        assertThat(reply.status()).isEqualTo(201);
    }
}
