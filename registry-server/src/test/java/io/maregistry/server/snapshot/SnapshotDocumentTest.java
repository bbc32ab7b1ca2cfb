package io.maregistry.server.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.model.Content;
import io.maregistry.model.InstanceId;
import io.maregistry.model.ServiceName;
import io.maregistry.server.config.SnapshotConfig.Codec;
import io.maregistry.server.state.Entry;
import io.maregistry.server.state.Register;
import io.maregistry.server.state.RegistryState;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.Tick;
import io.maregistry.server.state.Unregister;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotDocumentTest {

    private static final ServiceName HELLO = ServiceName.of("com.test.HelloService");
    private static final InstanceId ID = new InstanceId("http", "192.168.1.100", 8080, "hello");

    @TempDir
    Path directory;

    @Test
    void plainDocumentIsTheExampleOfV5() throws IOException {
        assertThat(plain(SampleStates.ofTheV5Document()))
                .isEqualTo(SampleStates.document("v5-example.json").replaceAll("\\s", ""));
    }

    @Test
    void timestampsHoldNoBareRegistration() throws IOException {
        RegistryState state = new RegistryState();
        state.apply(1, 1, new Entry(5, List.of(new Register(null, HELLO, ID, Content.PLAIN, true))));

        assertThat(plain(state.root()))
                .isEqualTo("{\"REGISTRY\":{\"com.test.HelloService\":[{\"scheme\":\"http\",\"host\":\"192.168.1.100\","
                        + "\"port\":8080,\"context\":\"hello\"}]},\"VERSIONS\":{\"com.test.HelloService\":1},"
                        + "\"TIMESTAMPS\":{},\"version\":1}");
    }

    @Test
    void emptiedServiceKeepsItsVersionAndNothingElse() throws IOException {
        RegistryState state = new RegistryState();
        state.apply(
                1,
                1,
                new Entry(
                        5,
                        List.of(
                                new Register(null, HELLO, ID, Content.PLAIN, true),
                                new Tick(1, List.of(1L), List.of()),
                                new Unregister(null, HELLO, ID, Content.NO_GENERATION))));

        assertThat(plain(state.root()))
                .isEqualTo(
                        "{\"REGISTRY\":{},\"VERSIONS\":{\"com.test.HelloService\":2},\"TIMESTAMPS\":{},\"version\":2}");
    }

    @Test
    void emptyRegistryIsADocumentToo() throws IOException {
        assertThat(plain(new RegistryState().root()))
                .isEqualTo("{\"REGISTRY\":{},\"VERSIONS\":{},\"TIMESTAMPS\":{},\"version\":0}");
    }

    @Test
    void fullDocumentIsTheSampleOfFormat1() throws IOException {
        assertThat(SnapshotFileTest.full(SampleStates.ofEverything()))
                .isEqualTo(SampleStates.document("full-format-1.json").strip());
    }

    @Test
    void sampleOfFormat1IsReadForEver() throws IOException {
        Files.writeString(
                directory.resolve("registry.json"),
                SampleStates.document("full-format-1.json").strip());

        assertThat(SnapshotFileTest.full(SnapshotFile.load(directory).root()))
                .isEqualTo(SnapshotFileTest.full(SampleStates.ofEverything()));
    }

    @Test
    void fullDocumentBeginsWithThePlainOne() throws IOException {
        Root root = SampleStates.ofEverything();
        String plain = plain(root);

        assertThat(SnapshotFileTest.full(root)).startsWith(plain.substring(0, plain.length() - 1) + ",\"format\":1,");
    }

    @Test
    void checksumIsOfEveryByteBeforeItsComma() throws IOException, NoSuchAlgorithmException {
        String document = SnapshotFileTest.full(SampleStates.ofEverything());
        int comma = document.lastIndexOf(",\"checksum\"");
        byte[] digest = MessageDigest.getInstance("SHA-256")
                .digest(document.substring(0, comma).getBytes(StandardCharsets.UTF_8));

        assertThat(document.substring(comma))
                .isEqualTo(",\"checksum\":\"" + HexFormat.of().formatHex(digest) + "\"}");
    }

    @Test
    void documentsAreWrittenInSmallPieces() throws IOException {
        Root root = LargeDocument.state(100_000, 1_000).root();
        Pieces full = new Pieces();
        Pieces plain = new Pieces();

        SnapshotDocument.writeFull(root, full);
        SnapshotDocument.writePlain(root, plain);

        assertThat(full.length).isGreaterThan(20_000_000);
        assertThat(full.longest).isLessThanOrEqualTo(1 << 16);
        assertThat(plain.longest).isLessThanOrEqualTo(1 << 16);
    }

    @Test
    void stateOf100000InstancesComesBackAsItWas() throws IOException {
        Root root = LargeDocument.state(100_000, 1_000).root();

        SnapshotFile.save(root, directory, Codec.ZSTD);

        assertThat(SnapshotFile.load(directory).root().hash()).isEqualTo(root.hash());
    }

    static String plain(Root root) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        SnapshotDocument.writePlain(root, bytes);
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static final class Pieces extends OutputStream {
        private long length;
        private int longest;

        @Override
        public void write(int one) {
            length++;
        }

        @Override
        public void write(byte[] bytes, int offset, int count) {
            length += count;
            longest = Math.max(longest, count);
        }
    }
}
