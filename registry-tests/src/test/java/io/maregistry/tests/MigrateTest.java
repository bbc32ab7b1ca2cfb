package io.maregistry.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpServer;
import io.maregistry.server.migrate.MigrateCommand;
import io.maregistry.server.migrate.MigrateException;
import io.maregistry.testkit.HttpCalls;
import io.maregistry.testkit.LocalCluster;
import io.maregistry.testkit.LocalCluster.Node;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A registry is carried from hash mode to Raft and back. */
class MigrateTest {

    @TempDir
    Path directory;

    private final List<String> told = new ArrayList<>();

    @Test
    void everyInstanceAndCounterIsCarriedOverAndBack() {
        try (LocalCluster hash = LocalCluster.in(directory.resolve("hash"))
                        .nodes(2)
                        .hash()
                        .start();
                LocalCluster raft =
                        LocalCluster.in(directory.resolve("raft")).nodes(3).start();
                LocalCluster back = LocalCluster.in(directory.resolve("back"))
                        .nodes(2)
                        .hash()
                        .start()) {
            fill(hash.leader());
            String before = snapshot(hash.leader());

            migrate("hash-to-raft", "--from=" + urls(hash), "--to=" + urls(raft));

            assertThat(told).last().asString().startsWith("equal");
            assertThat(snapshot(raft.leader())).isEqualTo(before);
            assertThat(content(raft.leader())).isEqualTo(content(hash.leader()));

            migrate("raft-to-hash", "--from=" + urls(raft), "--to=" + urls(back));

            assertThat(snapshot(back.leader())).isEqualTo(before);
            assertThat(content(back.leader())).isEqualTo(content(hash.leader()));
        }
    }

    @Test
    void dryRunWritesNothing() {
        try (LocalCluster hash =
                        LocalCluster.in(directory.resolve("hash")).hash().start();
                LocalCluster raft = LocalCluster.in(directory.resolve("raft")).start()) {
            fill(hash.leader());

            migrate("hash-to-raft", "--from=" + urls(hash), "--to=" + urls(raft), "--dry-run");

            assertThat(told).last().asString().startsWith("dry run");
            assertThat(snapshot(raft.leader())).startsWith("{\"REGISTRY\":{},");
        }
    }

    @Test
    @SuppressWarnings("try") // closed in the middle: its file is read then
    void fileOfAStoppedClusterIsCarriedOverToo() {
        try (LocalCluster hash =
                        LocalCluster.in(directory.resolve("hash")).hash().start();
                LocalCluster raft = LocalCluster.in(directory.resolve("raft")).start()) {
            Node node = hash.leader();
            fill(node);
            String before = snapshot(node);
            hash.close();

            migrate(
                    "hash-to-raft",
                    "--from-file=" + node.directory().resolve("registry-snapshot.json"),
                    "--to=" + urls(raft));

            assertThat(snapshot(raft.leader())).isEqualTo(before);
        }
    }

    @Test
    void clusterThatHoldsSomethingIsNotWrittenOverButMayBeAddedTo() {
        try (LocalCluster hash =
                        LocalCluster.in(directory.resolve("hash")).hash().start();
                LocalCluster raft = LocalCluster.in(directory.resolve("raft")).start()) {
            fill(hash.leader());
            register(raft.leader(), "only.There", 1);
            String before = snapshot(raft.leader());

            assertThatExceptionOfType(MigrateException.class)
                    .isThrownBy(() -> migrate("hash-to-raft", "--from=" + urls(hash), "--to=" + urls(raft)))
                    .withMessageContaining("is not empty")
                    .withMessageContaining("nothing was written");
            assertThat(snapshot(raft.leader())).isEqualTo(before);

            migrate("hash-to-raft", "--from=" + urls(hash), "--to=" + urls(raft), "--merge");

            assertThat(snapshot(raft.leader())).contains("only.There").contains("a.B");
        }
    }

    @Test
    void clusterOfTheWrongModeIsRefused() {
        try (LocalCluster hash =
                LocalCluster.in(directory.resolve("hash")).hash().start()) {
            assertThatExceptionOfType(MigrateException.class)
                    .isThrownBy(() -> migrate("hash-to-raft", "--from=" + urls(hash), "--to=" + urls(hash)))
                    .withMessageContaining("is in hash mode, and not in raft mode");
        }
    }

    @Test
    void nodesThatDoNotAnswerAreEachNamed() {
        assertThatExceptionOfType(MigrateException.class)
                .isThrownBy(() -> migrate(
                        "hash-to-raft", "--from=http://127.0.0.1:1,http://127.0.0.1:2", "--to=http://127.0.0.1:3"))
                .withMessageContaining("http://127.0.0.1:1 does not answer")
                .withMessageContaining("http://127.0.0.1:2 does not answer");
    }

    @ParameterizedTest
    @CsvSource({
        "409, nothing was written",
        "503, nothing was written",
        "500, is not known",
        "502, is not known",
        "504, is not known"
    })
    void failureOfTheRestoreSaysWhetherAnythingWasWritten(int status, String outcome) throws IOException {
        Path document = Files.writeString(
                directory.resolve("document.json"),
                "{\"REGISTRY\":{},\"VERSIONS\":{},\"TIMESTAMPS\":{},\"version\":1}");
        HttpServer node = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        List<String> asked = new ArrayList<>();
        node.createContext("/", exchange -> {
            String query = exchange.getRequestURI().toString();
            asked.add(query);
            byte[] answer = "{\"mode\":\"raft\",\"ready\":true,\"leader\":true,\"message\":\"no\"}"
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(query.endsWith("dryRun=false") ? status : 200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        node.start();
        try {
            String url = "http://127.0.0.1:" + node.getAddress().getPort();
            assertThatExceptionOfType(MigrateException.class)
                    .isThrownBy(() -> migrate("hash-to-raft", "--from-file=" + document, "--to=" + url))
                    .withMessageContaining("was answered " + status)
                    .withMessageContaining(outcome);
            assertThat(asked).last().isEqualTo("/v1/snapshot?mode=replace&ifRevision=0&dryRun=false");
        } finally {
            node.stop(0);
        }
    }

    @Test
    void fileThatIsNotThereIsSaidToBeSo() {
        Path missing = directory.resolve("nothing.json");
        assertThatExceptionOfType(MigrateException.class)
                .isThrownBy(() -> migrate("hash-to-raft", "--from-file=" + missing, "--to=http://127.0.0.1:1"))
                .withMessageContaining(missing + " is not there");
    }

    @Test
    void twoLeadersAreNamedAndNeitherIsTaken() {
        try (LocalCluster one = LocalCluster.in(directory.resolve("one")).hash().start();
                LocalCluster other =
                        LocalCluster.in(directory.resolve("other")).hash().start();
                LocalCluster raft = LocalCluster.in(directory.resolve("raft")).start()) {
            assertThatExceptionOfType(MigrateException.class)
                    .isThrownBy(() ->
                            migrate("hash-to-raft", "--from=" + urls(one) + ',' + urls(other), "--to=" + urls(raft)))
                    .withMessageContaining("more than one node says that it leads")
                    .withMessageContaining(urls(one))
                    .withMessageContaining("Nothing was written");
        }
    }

    private void migrate(String... arguments) {
        new MigrateCommand(told::add).run(List.of(arguments));
    }

    private static void fill(Node leader) {
        for (int port = 9001; port <= 9050; port++) {
            register(leader, "a.B", port);
            register(leader, "c.D", port);
        }
        leader.http().post("/unreg?service=a.B", instance(9001));
        leader.http().post("/renew?service=a.B", instance(9002));
        HttpCalls.Answer odd = leader.http()
                .post(
                        "/reg?service=blue%2FDEFAULT_GROUP%2Fe.F",
                        "{\"scheme\":\"http\",\"host\":\"10.0.0.9\",\"port\":1,\"context\":\"\",\"weight\":7,"
                                + "\"ttlMs\":60000,\"instanceId\":\"x1\",\"parameters\":{\"k\":\"\u00e4 \\\"v\\\"\"}}");
        assertThat(odd.status()).as(odd.toString()).isEqualTo(200);
    }

    private static void register(Node node, String service, int port) {
        assertThat(node.http().post("/reg?service=" + service, instance(port)).status())
                .isEqualTo(200);
    }

    private static String instance(int port) {
        return "{\"scheme\":\"http\",\"host\":\"10.0.0.1\",\"port\":" + port
                + ",\"context\":\"x\",\"ephemeral\":false}";
    }

    private static String snapshot(Node node) {
        return node.http().get("/snapshot").body();
    }

    /** All that is registered of instances, whatever counters say. */
    private static String content(Node node) {
        return node.http().get("/findAll?service=a.B").body()
                + node.http().get("/findAll?service=blue%2FDEFAULT_GROUP%2Fe.F").body();
    }

    private static String urls(LocalCluster cluster) {
        return cluster.nodes().stream().map(node -> node.http().base()).collect(Collectors.joining(","));
    }
}
