package io.maregistry.server.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.maregistry.server.config.Address;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Three Raft nodes in one JVM, each behind a node port with rules of its own. */
@NullMarked
@Timeout(120)
class NodePortGroupTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    private final List<NodePort> ports = new ArrayList<>();
    private final List<EngineNode> nodes = new ArrayList<>();
    private final Map<String, String> ids = new HashMap<>();

    @AfterEach
    void close() throws Exception {
        for (EngineNode node : nodes) {
            node.close();
        }
        ports.forEach(NodePort::close);
    }

    @Test
    void peersThatAreKnownReplicate() throws Exception {
        openPorts();
        ports.forEach(port -> port.expect(ids));
        startNodes();

        apply("register");

        await().atMost(LONG)
                .untilAsserted(() -> assertThat(nodes)
                        .allSatisfy(node -> assertThat(node.texts()).contains("register")));
    }

    @Test
    void peerUnderAnotherNodeIdTakesNoPartUntilTheTableChanges() throws Exception {
        openPorts();
        Map<String, String> others = new HashMap<>(ids);
        others.put(peer(2), "f".repeat(32));
        ports.get(0).expect(others);
        ports.get(1).expect(others);
        startNodes();

        assertThat(apply("register")).isNotSameAs(nodes.get(2));
        await().atMost(LONG).until(() -> nodes.get(1).texts().contains("register"));
        assertThat(nodes.get(2).texts()).isEmpty();

        ports.forEach(port -> port.expect(ids));

        await().atMost(LONG).until(() -> nodes.get(2).texts().contains("register"));
    }

    @Test
    void connectionsCloseWhenTheTableSaysOtherwise() throws Exception {
        openPorts();
        ports.forEach(port -> port.expect(ids));
        startNodes();
        EngineNode leader = apply("register");
        int at = nodes.indexOf(leader);
        assertThat(ports.get(at).openConnections()).isPositive();

        Map<String, String> strangers = new HashMap<>();
        ids.keySet().forEach(peer -> strangers.put(peer, "f".repeat(32)));
        ports.get(at).expect(strangers);

        await().atMost(LONG).until(() -> ports.get(at).openConnections() == 0 && !leader.leads());
    }

    private void openPorts() {
        for (int at = 0; at < 3; at++) {
            NodePort port = new NodePort(new Address("127.0.0.1", 0));
            port.start();
            ports.add(port);
            ids.put(peer(at), String.valueOf(at).repeat(32));
        }
        for (int at = 0; at < 3; at++) {
            ports.get(at).identify(peer(at), String.valueOf(at).repeat(32), "");
        }
    }

    private void startNodes() throws IOException {
        List<String> peers = List.of(peer(0), peer(1), peer(2));
        for (int at = 0; at < 3; at++) {
            nodes.add(
                    new EngineNode(ports.get(at), peer(at), peers, Files.createDirectory(directory.resolve("n" + at))));
        }
    }

    private String peer(int at) {
        return ports.get(at).address().toString();
    }

    /** Applies on whoever leads, again where it stops to lead meanwhile; returns who did it. */
    private EngineNode apply(String text) {
        return await().atMost(LONG)
                .until(() -> applyOnce(text), Optional::isPresent)
                .orElseThrow();
    }

    private Optional<EngineNode> applyOnce(String text) throws Exception {
        for (EngineNode node : nodes) {
            if (node.leads() && node.apply(text).isOk()) {
                return Optional.of(node);
            }
        }
        return Optional.empty();
    }
}
