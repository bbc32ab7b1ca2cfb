package io.maregistry.server.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.maregistry.server.config.Address;
import io.maregistry.server.config.SnapshotConfig;
import io.maregistry.server.config.WriteRouting;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;

/** Some nodes of one group in this JVM, on free loopback ports. */
@NullMarked
final class TestGroup implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(30);

    final List<TestNode> nodes = new ArrayList<>();

    TestGroup(int size, Path directory, SnapshotConfig snapshot, WriteRouting routing) {
        List<Address> addresses = freeAddresses(size);
        Map<String, String> founders = addresses.stream()
                .map(Address::toString)
                .collect(Collectors.toMap(peer -> peer, peer -> "id-of-" + peer));
        for (int at = 0; at < size; at++) {
            nodes.add(new TestNode("n" + (at + 1), addresses.get(at), founders, directory, snapshot, routing));
        }
    }

    TestGroup(int size, Path directory) {
        this(size, directory, SnapshotConfig.DEFAULT, WriteRouting.FORWARD);
    }

    /** Starts all, and waits until all serve. */
    TestGroup start() {
        nodes.forEach(TestNode::start);
        awaitReady();
        return this;
    }

    void awaitReady() {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(running())
                        .allMatch(node -> node.raft().standing().isReady()));
    }

    List<TestNode> running() {
        return nodes.stream().filter(TestNode::isRunning).toList();
    }

    TestNode leader() {
        return findLeader().orElseGet(() -> {
            await().atMost(PATIENCE).until(() -> findLeader().isPresent());
            return findLeader().orElseThrow();
        });
    }

    private Optional<TestNode> findLeader() {
        return running().stream()
                .filter(node -> node.raft().standing().isLeader())
                .findFirst();
    }

    List<TestNode> followers() {
        TestNode leader = leader();
        return running().stream().filter(node -> node != leader).toList();
    }

    TestNode follower() {
        return followers().get(0);
    }

    /** All are asked for at once, so that no two are the same. */
    private static List<Address> freeAddresses(int count) {
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            for (int at = 0; at < count; at++) {
                sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            List<Address> addresses = new ArrayList<>();
            for (ServerSocket socket : sockets) {
                addresses.add(new Address("127.0.0.1", socket.getLocalPort()));
                socket.close();
            }
            return addresses;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        nodes.forEach(TestNode::close);
    }
}
