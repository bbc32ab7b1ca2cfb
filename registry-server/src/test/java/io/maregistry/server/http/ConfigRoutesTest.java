package io.maregistry.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.server.http.ServerUnderTest.Reply;
import java.nio.file.Path;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code /v1/configs}. */
class ConfigRoutesTest {

    private static final String ONE = "/v1/configs/app.yaml";

    @TempDir
    private Path directory;

    private ServerUnderTest server;

    @BeforeEach
    void start() {
        server = new ServerUnderTest(directory);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void publishedTextIsAnsweredAsItIsWithItsType() {
        Reply published = server.put(ONE, "a: \u00fc\r\n", "Content-Type", "application/yaml; charset=UTF-8");

        assertThat(published.status()).isEqualTo(200);
        assertThat(published.body())
                .isEqualTo("{\"outcome\":\"published\",\"revision\":1,\"md5\":\"ef4cd8fd3e10d59e8c965a49755b0205\"}");
        assertThat(published.field("X-Registry-Revision")).isEqualTo("1");
        Reply read = server.get(ONE);
        assertThat(read.body()).isEqualTo("a: \u00fc\r\n");
        assertThat(read.field("Content-Type")).isEqualTo("application/yaml; charset=UTF-8");
        assertThat(read.field("ETag")).isEqualTo("\"1\"");
        assertThat(read.field("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(server.send("HEAD", ONE, "").field("Content-Length")).isEqualTo("7");
    }

    @Test
    void textWithoutATypeIsPlain() {
        server.put(ONE, "a");
        assertThat(server.get(ONE).field("Content-Type")).isEqualTo("text/plain");
        server.put(ONE, "b", "Content-Type", "application/x-www-form-urlencoded");
        assertThat(server.get(ONE).field("Content-Type")).isEqualTo("text/plain");
        server.put(ONE, "", "Content-Type", "application/json");
        assertThat(server.get(ONE).body()).isEmpty();
        assertThat(server.get(ONE).field("Content-Type")).isEqualTo("application/json");
    }

    @Test
    void sameTextStaysAsItIs() {
        server.put(ONE, "a");
        server.put("/v1/configs/other", "b");

        assertThat(server.put(ONE, "a").body()).startsWith("{\"outcome\":\"same\",\"revision\":1,\"md5\":");
        assertThat(server.put(ONE, "a", "Content-Type", "text/html").body())
                .startsWith("{\"outcome\":\"published\",\"revision\":3,");
    }

    @Test
    void readerThatHasTheTextIsToldSo() {
        server.put(ONE, "a");

        for (String known : List.of("\"1\"", "W/\"1\"", "\"7\", \"1\"", "*")) {
            Reply same = server.get(ONE, "If-None-Match", known);
            assertThat(same.status()).as(known).isEqualTo(304);
            assertThat(same.field("ETag")).isEqualTo("\"1\"");
            assertThat(same.body()).isEmpty();
        }
        assertThat(server.get(ONE, "If-None-Match", "\"2\"").status()).isEqualTo(200);
    }

    @Test
    void writesAreComparedWithTheRevisionThatTheyName() {
        assertThat(server.put(ONE, "a", "If-None-Match", "*").status()).isEqualTo(200);
        assertThat(server.put(ONE, "b", "If-None-Match", "*").body())
                .contains("\"code\":\"REVISION_MISMATCH\"", "\"revision\":1");
        assertThat(server.put(ONE, "b", "If-Match", "\"7\"").status()).isEqualTo(409);
        assertThat(server.put(ONE, "b", "If-Match", "\"1\"").body()).contains("\"revision\":2");
        assertThat(server.send("DELETE", ONE, "", "If-Match", "\"1\"").status()).isEqualTo(409);
        assertThat(server.send("DELETE", ONE, "", "If-Match", "\"2\"").body())
                .isEqualTo("{\"outcome\":\"removed\",\"revision\":3}");
        assertThat(server.put(ONE, "c", "If-Match", "\"2\"").status()).isEqualTo(409);
        for (String unlawful : List.of("*", "1", "\"x\"", "W/\"1\"", "\"0\"")) {
            assertThat(server.put(ONE, "c", "If-Match", unlawful).status())
                    .as(unlawful)
                    .isEqualTo(400);
        }
        assertThat(server.put(ONE, "c", "If-None-Match", "\"1\"").status()).isEqualTo(400);
        assertThat(server.put(ONE, "c", "If-None-Match", "*", "If-Match", "\"1\"")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void removedItemIsGoneAndRemovingItOnceMoreIsNoError() {
        server.put(ONE, "a");

        assertThat(server.send("DELETE", ONE, "").body()).isEqualTo("{\"outcome\":\"removed\",\"revision\":2}");
        assertThat(server.send("DELETE", ONE, "").body()).isEqualTo("{\"outcome\":\"absent\",\"revision\":2}");
        assertThat(server.get(ONE).body()).contains("\"status\":404,\"code\":\"NO_SUCH_CONFIG\"");
        assertThat(server.get("/v1/configs").body()).isEqualTo("{\"revision\":2,\"configs\":[]}");
    }

    @Test
    void writeUnderOneNameIsDoneOnce() {
        String[] named = {"X-Registry-Request-Id", "0123456789abcdef0123456789abcdef:1"};
        server.put(ONE, "a", named);
        server.put(ONE, "b");

        assertThat(server.put(ONE, "a", named).body()).startsWith("{\"outcome\":\"published\",\"revision\":1,");

        assertThat(server.get(ONE).body()).isEqualTo("b");
    }

    @Test
    void historyNamesTheVersionsAndRollsBackToThem() {
        server.put(ONE, "a", "Content-Type", "application/yaml");
        server.put(ONE, "bb");
        server.send("DELETE", ONE, "");

        assertThat(server.get(ONE + "/history").body().replaceAll("\"at\":[0-9]+", "\"at\":7"))
                .isEqualTo(
                        "{\"config\":\"app.yaml\",\"entries\":["
                                + "{\"revision\":3,\"at\":7,\"action\":\"removed\"},"
                                + "{\"revision\":2,\"at\":7,\"action\":\"published\",\"size\":2,\"contentType\":\"text/plain\"},"
                                + "{\"revision\":1,\"at\":7,\"action\":\"published\",\"size\":1,\"contentType\":\"application/yaml\"}]}");
        assertThat(rollBack("{\"revision\":1}").body())
                .isEqualTo("{\"outcome\":\"published\",\"revision\":4,\"md5\":\"0cc175b9c0f1b6a831c399e269772661\"}");
        assertThat(server.get(ONE).body()).isEqualTo("a");
        assertThat(server.get(ONE).field("Content-Type")).isEqualTo("application/yaml");
        assertThat(rollBack("{\"revision\":1}").body()).startsWith("{\"outcome\":\"same\",\"revision\":4,");
        assertThat(rollBack("{\"revision\":3}").body()).isEqualTo("{\"outcome\":\"removed\",\"revision\":5}");
        assertThat(server.post(ONE + "/rollback", "{\"revision\":2}", "If-Match", "\"9\"")
                        .status())
                .isEqualTo(409);
    }

    @Test
    void whatCannotBeRolledBackToIsSaidWhy() {
        for (int version = 1; version <= 31; version++) {
            server.put(ONE, "version " + version);
        }

        assertThat(rollBack("{\"revision\":1}").body())
                .contains("\"status\":410,\"code\":\"COMPACTED\"", "\"revision\":2");
        assertThat(rollBack("{\"revision\":2}").status()).isEqualTo(200);
        assertThat(server.post("/v1/configs/never/rollback", "{\"revision\":2}").body())
                .contains("\"code\":\"NO_SUCH_CONFIG\"");
        assertThat(server.get("/v1/configs/never/history").status()).isEqualTo(404);
        for (String body : List.of("", "{}", "{\"revision\":0}", "{\"revision\":\"1\"}", "[]", "{\"revision\":1}x")) {
            assertThat(rollBack(body).status()).as(body).isEqualTo(400);
        }
    }

    @Test
    void itemsOfOneNamespaceAndGroupAreListedPageByPage() {
        server.put("/v1/configs/a", "1");
        server.put("/v1/configs/b.x", "22");
        server.put("/v1/configs/b.y", "333");
        server.put("/v1/configs/a?namespace=blue&group=G", "4");
        server.put("/v1/configs/blue%2FH%2Fa", "5");

        assertThat(server.get("/v1/configs?limit=2").body().replaceAll("\"at\":[0-9]+", "\"at\":7"))
                .isEqualTo("{\"revision\":5,\"configs\":["
                        + "{\"dataId\":\"a\",\"namespace\":\"public\",\"group\":\"DEFAULT_GROUP\",\"revision\":1,\"at\":7,\"size\":1,\"contentType\":\"text/plain\"},"
                        + "{\"dataId\":\"b.x\",\"namespace\":\"public\",\"group\":\"DEFAULT_GROUP\",\"revision\":2,\"at\":7,\"size\":2,\"contentType\":\"text/plain\"}],"
                        + "\"next\":\"b.x\"}");
        assertThat(ids("?limit=2&after=b.x")).containsExactly("b.y");
        assertThat(ids("?prefix=b.")).containsExactly("b.x", "b.y");
        assertThat(ids("?namespace=blue&group=G")).containsExactly("a");
        assertThat(ids("?namespace=blue&group=*")).containsExactly("a", "a");
        assertThat(ids("?namespace=blue&group=*&after=blue%2FG%2Fa")).containsExactly("a");
        assertThat(ids("?namespace=green")).isEmpty();
    }

    private List<String> ids(String query) {
        return server.get("/v1/configs" + query)
                .body()
                .transform(body -> java.util.regex.Pattern.compile("\"dataId\":\"([^\"]*)\"")
                        .matcher(body)
                        .results()
                        .map(found -> found.group(1))
                        .toList());
    }

    @Test
    void textThatIsNoTextOrTooLongIsRefused() {
        assertThat(server.send("PUT", ONE, new byte[] {(byte) 0xc3, 0x28}).status())
                .isEqualTo(400);
        assertThat(server.put(ONE, "a\0b").status()).isEqualTo(400);
        assertThat(server.put(ONE, "a", "Content-Type", "text/plain; charset=latin1")
                        .status())
                .isEqualTo(400);
        assertThat(server.put(ONE, "a", "Content-Type", "x/" + "y".repeat(99)).status())
                .isEqualTo(400);
        assertThat(server.put("/v1/configs/a%20b", "a").body()).contains("\"code\":\"INVALID_NAME\"", "dataId");
        assertThat(server.put("/v1/configs/n%2Fg%2Fa?namespace=other", "a").status())
                .isEqualTo(400);
        assertThat(server.put(ONE, "\u00e4".repeat(1 << 17)).status()).isEqualTo(200);
        Reply tooLong = server.put(ONE, "\u00e4".repeat(1 << 17) + "x");
        assertThat(tooLong.body()).contains("\"status\":413,\"code\":\"BODY_TOO_LARGE\"");
    }

    @Test
    void longPollIsAnsweredWhenTheItemMoves() {
        server.put(ONE, "a");
        var waiting = server.begin(ONE + "?since=1&wait=20s");
        var coming = server.begin("/v1/configs/coming?since=1&wait=20s");
        Awaitility.await().until(() -> server.watches.size() == 2);

        server.put("/v1/configs/other", "x");
        server.put(ONE, "b");
        server.put("/v1/configs/coming", "here");

        assertThat(new String(waiting.join().body(), java.nio.charset.StandardCharsets.UTF_8))
                .isEqualTo("b");
        assertThat(new String(coming.join().body(), java.nio.charset.StandardCharsets.UTF_8))
                .isEqualTo("here");
        assertThat(server.get(ONE + "?since=1").body()).isEqualTo("b");
        assertThat(server.get(ONE + "?since=3&wait=0s").status()).isEqualTo(304);
        server.send("DELETE", ONE, "");
        assertThat(server.get(ONE + "?since=3&wait=20s").status()).isEqualTo(404);
        assertThat(server.get(ONE + "?wait=1s").status()).isEqualTo(400);
        assertThat(server.get("/v1/configs/never?since=4&wait=0s").status()).isEqualTo(304);
        Awaitility.await().until(() -> server.watches.size() == 0);
    }

    private Reply rollBack(String body) {
        return server.post(ONE + "/rollback", body);
    }
}
