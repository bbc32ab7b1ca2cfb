package io.maregistry.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.server.config.LimitsConfig;
import io.maregistry.server.config.WatchConfig;
import io.maregistry.server.http.WatchClient.Event;
import io.maregistry.server.replication.InMemoryReplication;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code GET /v1/watch?config=…}. */
class ConfigWatchTest {

    private static final String LINEAGE = "5f1c09ab77e2d410";

    @TempDir
    private Path directory;

    private ServerUnderTest server;

    @BeforeEach
    void start() {
        WatchConfig watch = new WatchConfig(100, 1 << 20, 10, 64 << 10, Duration.ofSeconds(15));
        server = new ServerUnderTest(directory, InMemoryReplication.born(), LimitsConfig.DEFAULT, watch, false);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void streamBeginsWithTheTextAndGoesOnWithEachThatFollows() {
        server.put("/v1/configs/app.yaml", "a: \"1\"\n", "Content-Type", "application/yaml");
        try (WatchClient watch = watch("config=app.yaml&config=absent")) {
            watch.event();
            assertThat(watch.event())
                    .isEqualTo(new Event(
                            "state",
                            null,
                            "{\"config\":\"app.yaml\",\"revision\":1,\"reason\":\"start\","
                                    + "\"contentType\":\"application/yaml\",\"content\":\"a: \\\"1\\\"\\n\"}"));
            assertThat(watch.event())
                    .isEqualTo(new Event(
                            "state", LINEAGE + "-1", "{\"config\":\"absent\",\"revision\":0,\"reason\":\"start\"}"));

            server.put("/v1/configs/app.yaml", "b");
            server.put("/v1/configs/other", "c");
            server.send("DELETE", "/v1/configs/app.yaml", "");

            Event published = watch.event();
            assertThat(published.name()).isEqualTo("change");
            assertThat(published.id()).isEqualTo(LINEAGE + "-2");
            assertThat(published.data().replaceAll("\"at\":[0-9]+", "\"at\":7"))
                    .isEqualTo("{\"config\":\"app.yaml\",\"revision\":2,\"previous\":1,\"action\":\"published\","
                            + "\"cause\":\"operator\",\"at\":7,\"contentType\":\"text/plain\",\"content\":\"b\"}");
            Event removed = watch.event();
            assertThat(removed.id()).isEqualTo(LINEAGE + "-4");
            assertThat(removed.data().replaceAll("\"at\":[0-9]+", "\"at\":7"))
                    .isEqualTo("{\"config\":\"app.yaml\",\"revision\":4,\"previous\":2,\"action\":\"removed\","
                            + "\"cause\":\"operator\",\"at\":7}");
        }
    }

    @Test
    void itemsAndServicesAreWatchedTogetherInOrder() {
        try (WatchClient watch = watch("service=a.B&config=c&namespace=blue")) {
            watch.event();
            assertThat(watch.event().data()).startsWith("{\"service\":\"blue/DEFAULT_GROUP/a.B\"");
            assertThat(watch.event().data()).startsWith("{\"config\":\"blue/DEFAULT_GROUP/c\"");

            server.put("/v1/configs/c?namespace=blue", "1");
            server.post("/v1/services/a.B/instances?namespace=blue", ServerUnderTest.SAMPLE);
            server.put("/v1/configs/c", "another");
            server.put("/v1/configs/c?namespace=blue", "2");

            assertThat(watch.event().data()).contains("\"config\":\"blue/DEFAULT_GROUP/c\"", "\"content\":\"1\"");
            assertThat(watch.event().data()).contains("\"service\":\"blue/DEFAULT_GROUP/a.B\"", "\"action\":\"added\"");
            assertThat(watch.event().data()).contains("\"content\":\"2\"", "\"previous\":1");
        }
    }

    @Test
    void watcherGoesOnWhereItWas() {
        server.put("/v1/configs/c", "1");
        server.put("/v1/configs/c", "2");
        server.put("/v1/configs/c", "3");
        try (WatchClient watch = watch("config=c&since=" + LINEAGE + "-1")) {
            watch.event();
            assertThat(watch.event().data()).contains("\"content\":\"2\"");
            assertThat(watch.event().data()).contains("\"content\":\"3\"");
        }
        try (WatchClient watch = watch("config=c&start=none")) {
            watch.event();
            server.put("/v1/configs/c", "4");
            assertThat(watch.event().data()).contains("\"content\":\"4\"");
        }
    }

    @Test
    void watcherOfANamespaceHearsOfServicesAlone() {
        try (WatchClient watch = watch("namespace=public&start=none")) {
            watch.event();
            server.put("/v1/configs/c", "1");
            server.post("/v1/services/a.B/instances", ServerUnderTest.SAMPLE);
            assertThat(watch.event().data()).startsWith("{\"service\":\"a.B\"");
        }
    }

    @Test
    void tooManyNamesAndNoneAreRefused() {
        String many = "config=c".concat("&config=c".repeat(1_000));
        assertThat(server.get("/v1/watch?" + many).status()).isIn(400, 414);
        assertThat(server.get("/v1/watch").status()).isEqualTo(400);
        assertThat(server.get("/v1/watch?config=a%20b").status()).isEqualTo(400);
    }

    private WatchClient watch(String query) {
        return WatchClient.open(server.port(), "/v1/watch?" + query, "");
    }
}
