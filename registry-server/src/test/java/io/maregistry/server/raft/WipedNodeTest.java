package io.maregistry.server.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.maregistry.server.config.Address;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three nodes as a server runs them: birth first, then Raft. One that lost its directory could confirm what it never had,
 * so it neither votes nor is counted.
 */
@NullMarked
@Timeout(120)
class WipedNodeTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    Path parent;

    private final List<Address> addresses = new ArrayList<>();
    private final TreeMap<Integer, Member> running = new TreeMap<>();

    @BeforeEach
    void startAll() throws Exception {
        List<NodePort> probes = new ArrayList<>();
        for (int at = 0; at < 3; at++) {
            NodePort probe = new NodePort(new Address("127.0.0.1", 0));
            probe.start();
            probes.add(probe);
            addresses.add(probe.address());
        }
        probes.forEach(NodePort::close);
        for (int at = 0; at < 3; at++) {
            start(at);
        }
        for (Member member : running.values()) {
            member.join();
        }
    }

    @AfterEach
    void stopAll() {
        List.copyOf(running.keySet()).forEach(this::stop);
    }

    @Test
    void nodeThatLostItsDirectoryHelpsNobodyToLead() throws Exception {
        assertThat(leader().engine().apply("register").isOk()).isTrue();
        await().atMost(LONG)
                .until(() -> running.values().stream()
                        .allMatch(member -> member.engine().texts().contains("register")));
        int wiped = follower();
        stop(wiped);
        wipe(wiped);
        Member back = start(wiped);
        await().atMost(LONG).until(() -> back.birth.waitsFor().orElse("").contains("was wiped or is new"));

        int led = number(leader());
        stop(led);

        Member last = Objects.requireNonNull(running.get(3 - wiped - led));
        await().during(Duration.ofSeconds(3))
                .atMost(LONG)
                .until(() -> !last.engine().leads());
        assertThat(back.founding).isNotDone();

        start(led).join();

        assertThat(leader().engine().apply("again").isOk()).isTrue();
        assertThat(leader().engine().texts()).containsExactly("register", "again");
    }

    private Member leader() {
        await().atMost(LONG)
                .until(() -> joined().anyMatch(member -> member.engine().leads()));
        return joined().filter(member -> member.engine().leads()).findFirst().orElseThrow();
    }

    private Stream<Member> joined() {
        return running.values().stream().filter(member -> member.engine != null);
    }

    private int follower() {
        Member leader = leader();
        return running.keySet().stream()
                .filter(at -> running.get(at) != leader)
                .findFirst()
                .orElseThrow();
    }

    private int number(Member member) {
        return running.keySet().stream()
                .filter(at -> running.get(at) == member)
                .findFirst()
                .orElseThrow();
    }

    private Member start(int at) {
        Member member = new Member(addresses.get(at), parent.resolve("n" + at));
        running.put(at, member);
        return member;
    }

    private void stop(int at) {
        Member member = running.remove(at);
        if (member != null) {
            member.close();
        }
    }

    private void wipe(int at) throws IOException {
        try (Stream<Path> files = Files.walk(parent.resolve("n" + at))) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private final class Member implements AutoCloseable {

        private final DataDirectory directory;
        private final NodePort port;
        private final ClusterBirth birth;
        private final CompletableFuture<Founding> founding;
        private @Nullable EngineNode engine;

        Member(Address address, Path path) {
            directory = DataDirectory.open(path, address.toString());
            port = new NodePort(address);
            port.start();
            port.identify(directory.peer(), directory.nodeId(), directory.clusterId());
            birth = new ClusterBirth(directory, port, addresses, false);
            founding = birth.start().toCompletableFuture();
        }

        void join() throws Exception {
            List<String> peers = founding.get(20, TimeUnit.SECONDS).peers();
            engine = new EngineNode(port, directory.peer(), peers, directory.raft());
        }

        EngineNode engine() {
            return Objects.requireNonNull(engine);
        }

        @Override
        public void close() {
            birth.close();
            if (engine != null) {
                engine.close();
            }
            port.close();
            directory.close();
        }
    }
}
