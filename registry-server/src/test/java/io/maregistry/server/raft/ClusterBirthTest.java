package io.maregistry.server.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.maregistry.server.config.Address;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The birth of clusters among directories and node ports in one JVM, without Raft nodes. */
@NullMarked
@Timeout(60)
class ClusterBirthTest {

    @TempDir
    Path parent;

    private final List<Address> addresses = new ArrayList<>();
    private final TreeMap<Integer, Founder> running = new TreeMap<>();

    @BeforeEach
    void takeAddresses() {
        List<NodePort> probes = new ArrayList<>();
        for (int at = 0; at < 3; at++) {
            NodePort probe = new NodePort(new Address("127.0.0.1", 0));
            probe.start();
            probes.add(probe);
            addresses.add(probe.address());
        }
        probes.forEach(NodePort::close);
    }

    @AfterEach
    void stopAll() {
        List.copyOf(running.keySet()).forEach(this::stop);
    }

    @ParameterizedTest
    @ValueSource(strings = {"012", "021", "102", "120", "201", "210"})
    void allEmptyFoundTheSameClusterInWhateverOrderTheyStart(String order) throws Exception {
        order.chars().forEach(digit -> start(digit - '0', false));

        Founding first = member(0).founded();

        assertThat(member(1).founded()).isEqualTo(first);
        assertThat(member(2).founded()).isEqualTo(first);
        assertThat(first.peers())
                .containsExactlyElementsOf(
                        addresses.stream().map(Address::toString).sorted().toList());
        assertThat(first.founders())
                .containsEntry(addresses.get(1).toString(), member(1).directory.nodeId());
    }

    @Test
    void loneNodeIsBornAtOnce() throws Exception {
        try (NodePort port = new NodePort(new Address("127.0.0.1", 0))) {
            port.start();
            String peer = port.address().toString();
            try (DataDirectory directory = DataDirectory.open(parent.resolve("lone"), peer);
                    ClusterBirth birth = new ClusterBirth(directory, port, List.of(), false)) {
                Founding founding = birth.start().toCompletableFuture().get(1, TimeUnit.SECONDS);

                assertThat(founding.founders()).containsOnlyKeys(peer).containsValue(directory.nodeId());
            }
        }
    }

    @Test
    void silentMemberIsWaitedForByName() throws Exception {
        Founder first = start(0, false);
        Founder second = start(1, false);

        String silent = addresses.get(2) + " (connection refused)";
        await().until(() ->
                first.waitsFor().contains(silent) && second.waitsFor().contains(silent));
        assertThat(first.founding).isNotDone();
        assertThat(first.directory.founding()).isEmpty();

        start(2, false);

        assertThat(first.founded()).isEqualTo(second.founded());
        assertThat(first.birth.waitsFor()).isEmpty();
    }

    @Test
    void nodeThatRestartsBeforeBirthIsWaitedForAndFounds() throws Exception {
        Founder first = start(0, false);
        start(1, false);
        await().until(() -> first.waitsFor().contains(addresses.get(2).toString()));

        stop(1);
        await().until(() -> first.waitsFor().contains(addresses.get(1).toString()));
        start(2, false);
        start(1, false);

        assertThat(member(1).founded()).isEqualTo(first.founded());
        assertThat(member(2).founded()).isEqualTo(first.founded());
    }

    @Test
    void nodeThatIsWipedBeforeBirthFoundsUnderItsNewId() throws Exception {
        Founder first = start(0, false);
        String before = start(1, false).directory.nodeId();
        await().until(() -> first.waitsFor().contains(addresses.get(2).toString()));

        stop(1);
        wipe(1);
        Founder wiped = start(1, false);
        start(2, false);

        assertThat(wiped.directory.nodeId()).isNotEqualTo(before);
        assertThat(first.founded().founders()).containsValue(wiped.directory.nodeId());
        assertThat(wiped.founded()).isEqualTo(first.founded());
        assertThat(member(2).founded()).isEqualTo(first.founded());
    }

    @Test
    void bornNodeThatRestartsGoesOnWithoutAsking() throws Exception {
        Founding founding = foundAll();
        List.of(0, 1, 2).forEach(this::stop);

        assertThat(start(0, false).founded()).isEqualTo(founding);
    }

    @Test
    void founderThatMissedTheDecisionStartsLikewise() throws Exception {
        // n1 and n2 have decided, n3 was killed before it wrote that down: its directory is still empty.
        Founder third = start(2, false);
        String id = third.directory.nodeId();
        stop(2);
        TreeMap<String, String> founders = new TreeMap<>();
        for (int at = 0; at < 2; at++) {
            Founder founder = open(at);
            founders.put(founder.peer(), founder.directory.nodeId());
        }
        founders.put(addresses.get(2).toString(), id);
        for (int at = 0; at < 2; at++) {
            member(at).directory.found(new Founding(founders));
            member(at).begin(false);
        }
        stop(1);

        assertThat(start(2, false).founded()).isEqualTo(new Founding(founders));
    }

    @Test
    void nodeThatIsWipedAfterBirthWaitsAndSaysWhoDoesNotKnowIt() throws Exception {
        foundAll();
        stop(1);
        wipe(1);

        Founder wiped = start(1, false);

        await().until(() -> wiped.waitsFor().contains("says its cluster knows this address under another node id"));
        assertThat(wiped.founding).isNotDone();
        assertThat(wiped.directory.founding()).isEmpty();
        // and nobody lets it speak Raft, nor speaks Raft to it
        assertThat(member(0).port.openConnections()).isZero();
    }

    @Test
    void forceDoesNotHelpAWipedNodeWhileABornOneAnswers() throws Exception {
        foundAll();
        stop(1);
        wipe(1);

        Founder wiped = start(1, true);

        await().pollDelay(Duration.ofMillis(ClusterBirth.FORCE_PATIENCE_MILLIS + 500))
                .until(() -> wiped.waitsFor().contains("another node id"));
        assertThat(wiped.founding).isNotDone();
    }

    @Test
    void forceFoundsWithoutTheSilentAndLeavesItsPlaceOpen() throws Exception {
        Founder first = start(0, true);
        Founder second = start(1, false);
        Founding founding = first.founded();

        assertThat(founding.peers()).hasSize(3);
        assertThat(founding.founders())
                .containsEntry(first.peer(), first.directory.nodeId())
                .containsEntry(second.peer(), second.directory.nodeId())
                .containsValue("");
        assertThat(second.founded()).isEqualTo(founding);

        Founder late = start(2, false);
        await().until(() -> late.waitsFor().contains("born by force while this node was silent"));
        stop(2);
        assertThat(start(2, true).founded().founders()).doesNotContainValue("");
    }

    @Test
    void bornNodeAmongThoseOfAnotherClusterIsToldSo() throws Exception {
        Founding founding = foundAll();
        stop(0);
        Founder foreign = start(0, false);
        assertThat(foreign.founded()).isEqualTo(founding);
        String ours = "a".repeat(32);
        String theirs = "b".repeat(32);

        ofCluster(0, ours);
        ofCluster(1, theirs);
        ofCluster(2, theirs);

        assertThat(foreign.birth.kinship().toCompletableFuture())
                .failsWithin(Duration.ofSeconds(20))
                .withThrowableThat()
                .havingRootCause()
                .isInstanceOfSatisfying(DataDirectoryException.class, told -> {
                    assertThat(told.exitCode()).isEqualTo(65);
                    assertThat(told)
                            .hasMessageContaining("belongs to cluster " + ours)
                            .hasMessageContaining(addresses.get(1) + "=" + theirs)
                            .hasMessageContaining(addresses.get(2) + "=" + theirs);
                });
    }

    @Test
    void bornNodeAmongThoseOfItsClusterIsAtHome() throws Exception {
        foundAll();
        stop(0);
        Founder founder = start(0, false);

        ofCluster(0, "a".repeat(32));
        ofCluster(1, "b".repeat(32));
        ofCluster(2, "a".repeat(32));

        assertThat(founder.birth.kinship().toCompletableFuture()).succeedsWithin(Duration.ofSeconds(20));
    }

    private void ofCluster(int at, String clusterId) {
        member(at).directory.storeClusterId(clusterId);
    }

    @Test
    void portOfSomethingElseIsSilent() throws Exception {
        try (ServerSocket other = new ServerSocket(addresses.get(2).port())) {
            Founder first = start(0, false);
            start(1, false);

            await().until(() -> first.waitsFor().contains(addresses.get(2) + " (no answer)"));
            assertThat(other.isBound()).isTrue();
        }
    }

    @Test
    void waitingEndsWhenItIsClosed() {
        Founder first = start(0, false);

        first.birth.close();

        assertThatThrownBy(() -> first.founding.get(1, TimeUnit.SECONDS)).isInstanceOf(CancellationException.class);
        assertThat(first.directory.founding()).isEmpty();
    }

    private Founding foundAll() throws Exception {
        for (int at = 0; at < 3; at++) {
            start(at, false);
        }
        for (Founder founder : running.values()) {
            founder.founded();
        }
        return member(0).founded();
    }

    private Founder member(int at) {
        return Objects.requireNonNull(running.get(at));
    }

    private Founder start(int at, boolean forced) {
        Founder founder = open(at);
        founder.begin(forced);
        return founder;
    }

    private Founder open(int at) {
        Founder founder = new Founder(addresses.get(at), parent.resolve("n" + at));
        running.put(at, founder);
        return founder;
    }

    private void stop(int at) {
        Founder founder = running.remove(at);
        if (founder != null) {
            founder.close();
        }
    }

    private void wipe(int at) throws IOException {
        try (Stream<Path> files = Files.walk(parent.resolve("n" + at))) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private final class Founder implements AutoCloseable {

        private final DataDirectory directory;
        private final NodePort port;
        private ClusterBirth birth;
        private CompletableFuture<Founding> founding = new CompletableFuture<>();

        Founder(Address address, Path path) {
            directory = DataDirectory.open(path, address.toString());
            port = new NodePort(address);
            port.start();
            port.identify(address.toString(), directory.nodeId(), directory.clusterId());
            birth = new ClusterBirth(directory, port, addresses, false);
        }

        void begin(boolean forced) {
            birth = new ClusterBirth(directory, port, addresses, forced);
            founding = birth.start().toCompletableFuture();
        }

        String peer() {
            return directory.peer();
        }

        String waitsFor() {
            return birth.waitsFor().orElse("");
        }

        Founding founded() throws Exception {
            return founding.get(20, TimeUnit.SECONDS);
        }

        @Override
        public void close() {
            birth.close();
            port.close();
            directory.close();
        }
    }
}
