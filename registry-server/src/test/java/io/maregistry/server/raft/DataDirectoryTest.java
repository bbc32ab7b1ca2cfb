package io.maregistry.server.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.alipay.sofa.jraft.entity.PeerId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@NullMarked
class DataDirectoryTest {

    private static final String PEER = "127.0.0.1:10081";
    private static final String OTHER = "127.0.0.1:10082";

    @TempDir
    Path parent;

    private Path path = Path.of("");

    @BeforeEach
    void name() {
        path = parent.resolve("deep").resolve("data");
    }

    @Test
    void newDirectoryIsEmptyWithAnIdOfItsOwnForTheOwnerAlone() throws IOException {
        try (DataDirectory directory = DataDirectory.open(path, PEER);
                DataDirectory second = DataDirectory.open(parent.resolve("second"), OTHER)) {
            assertThat(directory.nodeId()).matches("[0-9a-f]{32}").isNotEqualTo(second.nodeId());
            assertThat(directory.clusterId()).isEmpty();
            assertThat(directory.founding()).isEmpty();
        }
        assertThat(permissions(path)).isEqualTo("rwx------");
        assertThat(permissions(path.resolve("node.json"))).isEqualTo("rw-------");
        assertThat(permissions(path.resolve("lock"))).isEqualTo("rw-------");
    }

    @Test
    void emptyDirectoryKeepsItsIdAndMayChangeItsAddress() {
        String id;
        try (DataDirectory directory = DataDirectory.open(path, PEER)) {
            id = directory.nodeId();
        }
        try (DataDirectory again = DataDirectory.open(path, OTHER)) {
            assertThat(again.nodeId()).isEqualTo(id);
        }
    }

    @Test
    void bornDirectoryKeepsItsFoundersAndItsCluster() throws Exception {
        Founding founding;
        try (DataDirectory directory = DataDirectory.open(path, PEER)) {
            founding = new Founding(Map.of(PEER, directory.nodeId(), OTHER, "b".repeat(32), "127.0.0.1:10083", ""));
            directory.found(founding);
            directory.storeClusterId("c".repeat(32));
            fillRaft();
        }
        try (DataDirectory again = DataDirectory.open(path, PEER)) {
            assertThat(again.founding()).contains(founding);
            assertThat(again.founding().orElseThrow().peers()).containsExactly(PEER, OTHER, "127.0.0.1:10083");
            assertThat(again.clusterId()).isEqualTo("c".repeat(32));
        }
        assertThat(permissions(path.resolve("raft"))).isEqualTo("rwx------");
    }

    @Test
    void secondOpenerIsToldWhoHasIt() {
        try (DataDirectory directory = DataDirectory.open(path, PEER)) {
            assertRefused(65, "is in use by this process");
            assertThat(directory.nodeId()).isNotEmpty();
        }
        DataDirectory.open(path, PEER).close();
    }

    @Test
    void directoryThatHadNoTimeToStartRaftStarts() {
        born();

        DataDirectory.open(path, PEER).close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "null",
                "{}",
                "{\"format\":\"one\"}",
                "{\"format\":1}",
                "{\"format\":1,\"nodeId\":\"x\",\"peer\":\"\",\"clusterId\":\"\",\"founders\":{},\"diverged\":\"\"}",
                "{\"format\":1,\"nodeId\":\"0123456789abcdef0123456789abcdef\",\"peer\":\"\",\"clusterId\":\"\","
                        + "\"founders\":{},\"diverged\":\"\",\"more\":1}",
                "{\"format\":1,\"nodeId\":\"0123456789abcdef0123456789abcdef\",\"peer\":\"\",\"clusterId\":\"\","
                        + "\"founders\":{\"a:1\":\"0123456789abcdef0123456789abcdef\"},\"diverged\":\"\"}",
                "{\"format\":1,\"nodeId\":\"0123456789abcdef0123456789abcdef\",\"peer\":\"\",\"clusterId\":\"\","
                        + "\"founders\":{},\"diverged\":\"\"} x"
            })
    void spoiltNodeJsonIsRefused(String content) throws IOException {
        DataDirectory.open(path, PEER).close();
        Files.writeString(path.resolve("node.json"), content);

        assertRefused(65, "node.json is spoilt");
    }

    @Test
    void newerFormatIsRefused() throws IOException {
        DataDirectory.open(path, PEER).close();
        Files.writeString(path.resolve("node.json"), "{\"format\":2,\"soul\":\"new\"}");

        assertRefused(65, "has format 2, this program reads 1");
    }

    @Test
    void missingNodeJsonBesideALogIsRefused() throws Exception {
        born();
        fillRaft();
        Files.delete(path.resolve("node.json"));

        assertRefused(65, "it has a log and no node.json");
    }

    @Test
    void logInADirectoryThatWasNeverBornIsRefused() throws Exception {
        DataDirectory.open(path, PEER).close();
        fillRaft();

        assertRefused(65, "it has a log, but was never born");
    }

    @Test
    void bornDirectoryWithoutItsLogIsRefused() throws IOException {
        born();
        Files.delete(path.resolve("raft"));

        assertRefused(65, "parts of raft/ are missing");
    }

    @ParameterizedTest
    @CsvSource({"raft/log/CURRENT, raft/log is spoilt: CURRENT is missing", "raft/meta/vote, parts of raft/ are missing"
    })
    void directoryOfAClusterWithoutPartOfItsLogIsRefused(String part, String message) throws Exception {
        born();
        fillRaft();
        try (DataDirectory directory = DataDirectory.open(path, PEER)) {
            directory.storeClusterId("c".repeat(32));
        }
        Files.delete(path.resolve(part));

        assertRefused(65, message);
    }

    @Test
    void divergedDirectoryIsRefusedWithTheReason() {
        try (DataDirectory directory = DataDirectory.open(path, PEER)) {
            directory.markDiverged("hash differs at 1024");
        }

        assertRefused(70, "is marked as diverged (hash differs at 1024)");
    }

    @Test
    void copyUnderAnotherAddressIsRefused() {
        born();

        assertThatThrownBy(() -> DataDirectory.open(path, OTHER))
                .isInstanceOf(DataDirectoryException.class)
                .hasMessageContaining("belongs to " + PEER + ", this node is " + OTHER);
    }

    @Test
    void logOfAnotherClusterIsRefused() {
        try (DataDirectory directory = DataDirectory.open(path, PEER)) {
            directory.found(new Founding(Map.of(PEER, directory.nodeId())));
            directory.storeClusterId("c".repeat(32));
            directory.storeClusterId("c".repeat(32));

            assertThatThrownBy(() -> directory.storeClusterId("d".repeat(32)))
                    .isInstanceOf(DataDirectoryException.class)
                    .hasMessageContaining("belongs to cluster " + "c".repeat(32) + ", its log to " + "d".repeat(32));
        }
    }

    @Test
    void fileInPlaceOfTheDirectoryIsRefused() throws IOException {
        Files.createDirectories(path.getParent());
        Files.writeString(path, "");

        assertRefused(65, "cannot be used");
    }

    @Test
    void logWithEntriesAndWithoutAVoteIsRefusedWhileTheClusterIsNotKnownYet() throws Exception {
        born();
        fillRaft();
        Files.delete(path.resolve("raft/meta/vote"));

        assertRefused(65, "vote is spoilt: it is missing");
    }

    @Test
    void currentFileThatNamesNoManifestIsRefused() throws Exception {
        born();
        fillRaft();
        Files.write(path.resolve("raft/log/CURRENT"), new byte[16]);

        assertRefused(65, "CURRENT is spoilt");
    }

    private void born() {
        try (DataDirectory directory = DataDirectory.open(path, PEER)) {
            directory.found(new Founding(Map.of(PEER, directory.nodeId())));
        }
    }

    /** A log with an entry and a vote, as the engine leaves them. */
    private void fillRaft() throws Exception {
        LogTables.create(Files.createDirectories(path.resolve("raft/log")));
        Path meta = Files.createDirectories(path.resolve("raft/meta"));
        Files.writeString(meta.resolve("vote"), new VoteFile.Vote(1, PeerId.emptyPeer()).line());
    }

    private void assertRefused(int exitCode, String message) {
        assertThatThrownBy(() -> DataDirectory.open(path, PEER))
                .isInstanceOf(DataDirectoryException.class)
                .hasMessageContaining(message)
                .hasMessageNotContaining("\n")
                .extracting("exitCode")
                .isEqualTo(exitCode);
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
