package io.maregistry.server.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.maregistry.server.config.Address;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A lone node's directory, spoilt in every file that decides what it confirmed or voted: it is refused with one line, or
 * nothing that was confirmed is missing.
 */
@NullMarked
@Timeout(120)
class SpoiltDirectoryTest {

    private static final int ENTRIES = 30;

    @TempDir
    Path parent;

    private Path path = Path.of("");
    private Address address = new Address("127.0.0.1", 0);

    @BeforeEach
    void liveAndStop() throws Exception {
        path = parent.resolve("data");
        NodePort port = new NodePort(address);
        port.start();
        address = port.address();
        try (DataDirectory directory = DataDirectory.open(path, address.toString())) {
            directory.found(new Founding(Map.of(directory.peer(), directory.nodeId())));
            try (EngineNode node = start(directory, port)) {
                node.awaitLeadership();
                for (int at = 0; at < ENTRIES; at++) {
                    assertThat(node.apply("register " + at).isOk()).isTrue();
                }
            }
            directory.storeClusterId("c".repeat(32));
        }
    }

    @Test
    void wholeDirectoryStartsWithAllEntries() throws Exception {
        assertThat(textsAfterStart()).hasSize(ENTRIES);
    }

    @Test
    void anyFlippedBitOfTheLogIsFound() throws IOException {
        Path log = only("log", "*.log");
        byte[] whole = Files.readAllBytes(log);
        Random random = new Random(20_261_121);
        for (int round = 0; round < 300; round++) {
            byte[] spoilt = whole.clone();
            int at = random.nextInt(spoilt.length);
            spoilt[at] ^= (byte) (1 << random.nextInt(8));
            Files.write(log, spoilt);

            assertRefused("byte " + at);
        }
    }

    @Test
    void wrongLengthOfAnyRecordIsFound() throws IOException {
        Path log = only("log", "*.log");
        byte[] whole = Files.readAllBytes(log);
        int records = 0;
        for (int at = 0; at < whole.length; at += 7 + length(whole, at)) {
            byte[] spoilt = whole.clone();
            spoilt[at + 5] ^= 0x40; // longer than what is left of the file: RocksDB takes it for the end
            Files.write(log, spoilt);

            assertRefused("record at " + at);
            records++;
        }
        assertThat(records).isGreaterThan(ENTRIES);
    }

    @Test
    void headOfZeroesInTheMiddleIsFound() throws IOException {
        Path log = only("log", "*.log");
        byte[] spoilt = Files.readAllBytes(log);
        int second = 7 + length(spoilt, 0);
        Arrays.fill(spoilt, second, second + 7, (byte) 0);
        Files.write(log, spoilt);

        assertRefused("zeroes");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 20})
    void recordThatWasBeingWrittenAtACrashIsCutOff(int missing) throws Exception {
        Path log = only("log", "*.log");
        try (FileChannel channel = FileChannel.open(log, StandardOpenOption.WRITE)) {
            channel.truncate(channel.size() - missing);
        }

        assertThat(textsAfterStart()).hasSizeBetween(ENTRIES - 1, ENTRIES);
    }

    @Test
    void flippedBitInATableIsFoundOrHarmless() throws Exception {
        assertThat(textsAfterStart()).hasSize(ENTRIES); // makes tables of the log
        Map<String, String> before = LogTables.read(path.resolve("raft/log"));
        assertThat(before).hasSizeGreaterThan(ENTRIES);
        int found = 0;
        for (Path table : all("log", "*.sst")) {
            byte[] whole = Files.readAllBytes(table);
            for (int at = 0; at < whole.length; at += 29) {
                byte[] spoilt = whole.clone();
                spoilt[at] ^= 0x10;
                Files.write(table, spoilt);
                if (isRefused()) {
                    found++;
                } else { // some bytes of a table are for statistics only
                    assertThat(LogTables.read(path.resolve("raft/log")))
                            .as("byte %d of %d", at, whole.length)
                            .isEqualTo(before);
                }
            }
            Files.write(table, whole);
        }
        assertThat(found).isGreaterThan(50);
    }

    private boolean isRefused() {
        try (DataDirectory directory = DataDirectory.open(path, address.toString())) {
            return directory.nodeId().isEmpty();
        } catch (DataDirectoryException e) {
            return true;
        }
    }

    @Test
    void missingFilesOfTheLogAreFound() throws Exception {
        for (String pattern : List.of("MANIFEST-*", "CURRENT", "*.log")) {
            Path file = only("log", pattern);
            byte[] content = Files.readAllBytes(file);
            Files.delete(file);

            assertRefused("without " + pattern);

            Files.write(file, content);
        }
        assertThat(textsAfterStart()).hasSize(ENTRIES);
    }

    @Test
    void flippedBitInTheManifestIsFound() throws IOException {
        Path manifest = only("log", "MANIFEST-*");
        byte[] whole = Files.readAllBytes(manifest);
        for (int at = 0; at < whole.length; at++) {
            byte[] spoilt = whole.clone();
            spoilt[at] ^= 0x04;
            Files.write(manifest, spoilt);

            assertRefused("byte " + at);
        }
    }

    @Test
    void anyChangeOfTheVoteIsFound() throws IOException {
        Path vote = path.resolve("raft/meta/vote");
        byte[] whole = Files.readAllBytes(vote);
        for (int at = 0; at < whole.length; at++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] spoilt = whole.clone();
                spoilt[at] ^= (byte) (1 << bit);
                Files.write(vote, spoilt);

                assertRefused("byte " + at);
            }
            Files.write(vote, Arrays.copyOf(whole, at));
            assertRefused("length " + at);
        }
    }

    @Test
    void snapshotWithoutItsFileIsRefusedByTheEngine() throws Exception {
        NodePort port = new NodePort(address);
        port.start();
        try (DataDirectory directory = DataDirectory.open(path, address.toString());
                EngineNode node = start(directory, port)) {
            node.awaitLeadership();
            await().until(() -> node.texts().size() == ENTRIES);
            assertThat(node.snapshot().isOk()).isTrue();
        }
        try (Stream<Path> files = Files.walk(path.resolve("raft/snapshot"))) {
            List<Path> saved = files.toList();
            Files.delete(saved.stream()
                    .filter(file -> file.endsWith("texts"))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no snapshot in " + saved)));
        }

        assertThatThrownBy(this::textsAfterStart).isInstanceOf(IllegalStateException.class);
    }

    private static int length(byte[] records, int at) {
        return ByteBuffer.wrap(records).order(ByteOrder.LITTLE_ENDIAN).getShort(at + 4) & 0xFFFF;
    }

    private Path only(String folder, String pattern) throws IOException {
        List<Path> files = all(folder, pattern);
        assertThat(files).hasSize(1);
        return files.get(0);
    }

    private List<Path> all(String folder, String pattern) throws IOException {
        List<Path> all = new ArrayList<>();
        try (var files = Files.newDirectoryStream(path.resolve("raft").resolve(folder), pattern)) {
            files.forEach(all::add);
        }
        return all;
    }

    private void assertRefused(String what) {
        assertThatThrownBy(() -> DataDirectory.open(path, address.toString()).close())
                .as(what)
                .isInstanceOf(DataDirectoryException.class)
                .hasMessageContaining("is spoilt: ")
                .hasMessageNotContaining("\n");
    }

    private List<String> textsAfterStart() throws Exception {
        NodePort port = new NodePort(address);
        port.start();
        try (DataDirectory directory = DataDirectory.open(path, address.toString());
                EngineNode node = start(directory, port)) {
            node.awaitLeadership();
            return List.copyOf(node.texts());
        } finally {
            port.close();
        }
    }

    private static EngineNode start(DataDirectory directory, NodePort port) {
        port.identify(directory.peer(), directory.nodeId(), directory.clusterId());
        return new EngineNode(port, directory.peer(), List.of(directory.peer()), directory.raft());
    }
}
