package io.maregistry.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.maregistry.server.config.CheckConfig;
import io.maregistry.server.config.LeaseConfig;
import io.maregistry.server.config.ServerConfig;
import io.maregistry.server.config.WriteRouting;
import io.maregistry.testkit.HttpCalls;
import io.maregistry.testkit.LocalCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Three nodes ask real servers of each protocol, which go up, down, slow and resetting. */
@Timeout(240)
class CheckedClusterTest {

    private static final String SERVICE = "checked.C";

    @TempDir
    private Path directory;

    private final Map<String, Relay> relays = new LinkedHashMap<>(); // by type of check

    private LocalCluster.Builder cluster() {
        return LocalCluster.in(directory).nodes(3).with(builder -> settings(builder, true));
    }

    /** No service is protected, so that what is seen is what the checks found. */
    private static ServerConfig.Builder settings(ServerConfig.Builder builder, boolean loopback) {
        LeaseConfig usual = LeaseConfig.DEFAULT;
        LeaseConfig.Protection never = new LeaseConfig.Protection(300, 1_000_000, 100, Duration.ofSeconds(20));
        return builder.check(new CheckConfig(loopback, 1_000, CheckConfig.ANYBODY))
                .lease(new LeaseConfig(
                        usual.defaultTtl(), usual.tick(), usual.sweep(), usual.offlineGrace(), usual.profile(), never));
    }

    private void relay(CheckedServers servers) {
        relays.put("http", new Relay(servers.web()));
        relays.put("https", new Relay(servers.encryptedWeb()));
        relays.put("tcp", new Relay(servers.web()));
        relays.put("grpc", new Relay(servers.grpc()));
        relays.put("ws", new Relay(servers.web()));
        relays.put("wss", new Relay(servers.encryptedWeb()));
    }

    private void be(Relay.Conduct conduct) {
        relays.values().forEach(relay -> relay.be(conduct));
    }

    /** One that need not renew, asked every second. */
    private void register(HttpCalls node, String type, String context, int removeAfterMillis) {
        int port = relay(type).port();
        String path = type.startsWith("ws") ? "/ws" : type.startsWith("http") ? "/health" : "";
        HttpCalls.Answer answer = node.post(
                "/v1/services/" + SERVICE + "/instances",
                "{\"scheme\":\"" + type + "\",\"host\":\"127.0.0.1\",\"port\":" + port + ",\"context\":\"" + context
                        + "\",\"ephemeral\":false,\"check\":{\"type\":\"" + type + "\",\"port\":" + port
                        + ",\"path\":\"" + path + "\",\"intervalMs\":1000,\"timeoutMs\":500,\"rise\":1,\"fall\":2"
                        + ",\"removeAfterMs\":" + removeAfterMillis + "}}");
        assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
    }

    private Relay relay(String type) {
        Relay relay = relays.get(type);
        if (relay == null) {
            throw new IllegalArgumentException(type);
        }
        return relay;
    }

    private static List<JsonNode> instances(HttpCalls node) {
        List<JsonNode> all = new ArrayList<>();
        node.get("/v1/services/" + SERVICE).json().get("instances").forEach(all::add);
        return all;
    }

    /** {@code http Running good}, a line for each instance of the other types than these. */
    private static Set<String> shown(HttpCalls node, List<String> without) {
        Set<String> lines = new TreeSet<>();
        for (JsonNode instance : instances(node)) {
            String type = instance.get("scheme").asText();
            if (!without.contains(type)) {
                lines.add(type + " " + instance.get("status").asText() + " "
                        + instance.path("checkResult").path("verdict").asText("open"));
            }
        }
        return lines;
    }

    private void awaitAll(LocalCluster cluster, String words, String... without) {
        List<String> others = List.of(without);
        Set<String> expected = new TreeSet<>();
        relays.keySet().stream()
                .filter(type -> !others.contains(type))
                .forEach(type -> expected.add(type + " " + words));
        for (HttpCalls node : cluster.http()) {
            await(words).atMost(LocalCluster.PATIENCE).until(() -> shown(node, others), expected::equals);
        }
    }

    private static String evidence(HttpCalls node, String type) {
        return instances(node).stream()
                .filter(instance -> instance.get("scheme").asText().equals(type))
                .map(instance -> instance.path("checkResult").path("evidence").asText())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void everyProtocolIsSeenGoingUpDownSlowAndResetting() throws Exception {
        try (CheckedServers servers = new CheckedServers(directory);
                LocalCluster cluster = cluster().start()) {
            relay(servers);
            HttpCalls node = cluster.leader().http();
            relays.keySet().forEach(type -> register(node, type, "", 0));
            awaitAll(cluster, "Running good");
            assertThat(evidence(node, "http")).isEqualTo("HTTP/1.1 200 OK");
            assertThat(evidence(node, "grpc")).isEqualTo("SERVING");
            assertThat(evidence(node, "wss")).isEqualTo("HTTP/1.1 101 Switching Protocols");

            be(Relay.Conduct.DOWN);
            awaitAll(cluster, "Error failing");
            relays.keySet().forEach(type -> assertThat(evidence(node, type)).startsWith("Connection refused"));
            be(Relay.Conduct.PASSING);
            awaitAll(cluster, "Running good");

            be(Relay.Conduct.SLOW); // a connection is taken, and more is not asked of tcp
            awaitAll(cluster, "Error failing", "tcp");
            assertThat(evidence(node, "https")).isEqualTo("no answer within 500 ms");
            be(Relay.Conduct.PASSING);
            awaitAll(cluster, "Running good");

            be(Relay.Conduct.RESETTING);
            awaitAll(cluster, "Error failing", "tcp");
            be(Relay.Conduct.PASSING);
            awaitAll(cluster, "Running good");
        } finally {
            relays.values().forEach(Relay::close);
        }
    }

    @Test
    void shareOfADeadNodeIsTakenOver() throws Exception {
        try (CheckedServers servers = new CheckedServers(directory);
                LocalCluster cluster = cluster()
                        .with(builder -> settings(builder, true).writeRouting(WriteRouting.REJECT))
                        .start()) {
            relay(servers);
            HttpCalls leader = cluster.leader().http();
            for (int at = 0; at < 30; at++) {
                register(leader, "http", "c" + at, 0);
            }
            await().atMost(LocalCluster.PATIENCE)
                    .until(
                            () -> asked(cluster),
                            shares -> shares.stream().allMatch(share -> share > 0)
                                    && shares.stream()
                                                    .mapToInt(Integer::intValue)
                                                    .sum()
                                            == 30);

            cluster.leader().stop(); // the verdicts of the two others need a new leader, too
            relay("http").be(Relay.Conduct.DOWN);
            HttpCalls living = cluster.leader().http();
            await().atMost(LocalCluster.PATIENCE)
                    .until(() -> instances(living).stream()
                            .allMatch(
                                    instance -> instance.get("status").asText().equals("Error")));
            await().atMost(LocalCluster.PATIENCE)
                    .until(() ->
                            asked(cluster).stream().mapToInt(Integer::intValue).sum() == 30);
        } finally {
            relays.values().forEach(Relay::close);
        }
    }

    /** How many each living node asks. */
    private static List<Integer> asked(LocalCluster cluster) {
        return cluster.http().stream()
                .map(node -> node.get("/metrics")
                        .body()
                        .lines()
                        .filter(line -> line.startsWith("maregistry_checks_instances "))
                        .map(line -> (int) Double.parseDouble(line.substring(line.indexOf(' ') + 1)))
                        .findFirst()
                        .orElse(0))
                .toList();
    }

    @Test
    void inHashModeTheLeaderAsksAllAndTheNextOneTakesOver() throws Exception {
        try (CheckedServers servers = new CheckedServers(directory);
                LocalCluster cluster = cluster().hash().start()) {
            relay(servers);
            HttpCalls leader = cluster.leader().http();
            register(leader, "http", "", 0);
            await().atMost(LocalCluster.PATIENCE)
                    .until(() -> shown(leader, List.of()).contains("http Running good"));
            cluster.followers()
                    .forEach(follower -> assertThat(
                                    follower.http().get("/metrics").body())
                            .contains("maregistry_checks_probes_total{result=\"good\"} 0.0"));

            cluster.leader().stop();
            relay("http").be(Relay.Conduct.DOWN);
            HttpCalls next = cluster.leader().http();
            await().atMost(LocalCluster.PATIENCE)
                    .until(() -> shown(next, List.of()).contains("http Error failing"));
        } finally {
            relays.values().forEach(Relay::close);
        }
    }

    @Test
    void instanceThatFailsForLongIsRemovedAndHistorySaysWhy() throws Exception {
        try (CheckedServers servers = new CheckedServers(directory);
                LocalCluster cluster = cluster().nodes(1).start()) {
            relay(servers);
            HttpCalls node = cluster.leader().http();
            register(node, "http", "", 1_000);
            relay("http").be(Relay.Conduct.DOWN);

            await().atMost(LocalCluster.PATIENCE).until(() -> instances(node).isEmpty());
            String history = node.get("/v1/history/" + SERVICE).body();
            assertThat(history).contains("\"check\"").contains("Connection refused");
        } finally {
            relays.values().forEach(Relay::close);
        }
    }

    @Test
    void thisMachineIsNotAskedUnlessTheSettingSaysSo() throws Exception {
        try (CheckedServers servers = new CheckedServers(directory);
                LocalCluster cluster = cluster()
                        .nodes(1)
                        .with(builder -> settings(builder, false))
                        .start()) {
            relay(servers);
            HttpCalls node = cluster.leader().http();
            register(node, "http", "", 0);

            await().atMost(LocalCluster.PATIENCE)
                    .until(() -> shown(node, List.of()).contains("http Error failing"));
            assertThat(evidence(node, "http")).isEqualTo("127.0.0.1 is a loopback address; nothing is asked there");
        } finally {
            relays.values().forEach(Relay::close);
        }
    }
}
