package io.maregistry.server.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maregistry.error.RegistryException.Corrupted;
import io.maregistry.server.config.SnapshotConfig.Codec;
import io.maregistry.server.state.RegistryState;
import io.maregistry.server.state.Root;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SnapshotFileTest {

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource(Codec.class)
    void whatIsSavedIsLoadedAgain(Codec codec) throws IOException {
        Root root = new RandomRegistry(1).after(2_000).root();

        String name = SnapshotFile.save(root, directory, codec);
        Root loaded = SnapshotFile.load(directory).root();

        assertThat(name).startsWith("registry.json");
        assertThat(full(loaded)).isEqualTo(full(root));
        assertThat(loaded.hash()).isEqualTo(root.hash());
        assertThat(loaded.position()).isEqualTo(root.position());
    }

    @Test
    void randomStatesComeBackAsTheyWere() throws IOException {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < 30; round++) {
            Root root = new RandomRegistry(random.nextLong())
                    .after(random.nextInt(300))
                    .root();

            SnapshotFile.save(root, directory, Codec.NONE);

            assertThat(full(SnapshotFile.load(directory).root()))
                    .as("seed %s", seed)
                    .isEqualTo(full(root));
        }
    }

    @Test
    void aStateThatHeardNothingYetIsSavedAndLoaded() throws IOException {
        Root root = new RegistryState().root();

        SnapshotFile.save(root, directory, Codec.ZSTD);

        assertThat(SnapshotFile.load(directory).root().hash()).isEqualTo(root.hash());
    }

    @Test
    void nothingButTheFileIsLeftBehind() throws IOException {
        SnapshotFile.save(new RandomRegistry(2).after(50).root(), directory, Codec.GZIP);

        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactly("registry.json.gz");
        }
    }

    @ParameterizedTest
    @EnumSource(Codec.class)
    void fileOfAnyNameIsReadAsItsFirstBytesTell(Codec codec) throws IOException {
        Path file = directory.resolve("pulled");
        Root root = new RandomRegistry(3).after(500).root();

        SnapshotFile.write(new RandomRegistry(2).after(50).root(), file, Codec.NONE);
        SnapshotFile.write(root, file, codec);

        assertThat(full(SnapshotFile.read(file).root())).isEqualTo(full(root));
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void copyForAnotherNodeSaysAllOfItOnceAndIsNoSnapshot() throws IOException {
        Root root = new RandomRegistry(4).after(500).root();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        SnapshotDocument.writeCopy(root, bytes);
        Path file = Files.write(directory.resolve("copy"), bytes.toByteArray());

        assertThat(full(SnapshotFile.readCopy(file, Long.MAX_VALUE).root())).isEqualTo(full(root));
        assertThat(bytes.toString(StandardCharsets.UTF_8)).doesNotContain("REGISTRY", "VERSIONS", "TIMESTAMPS");
        assertThatThrownBy(() -> SnapshotFile.read(file))
                .isInstanceOf(Corrupted.class)
                .hasMessageContaining("is missing");
        assertThatThrownBy(() -> SnapshotFile.readCopy(file, 1_000))
                .isInstanceOf(Corrupted.class)
                .hasMessageContaining("more than 1000 bytes");
    }

    @Test
    void plainDocumentIsNoSnapshot() throws IOException {
        Path file = Files.writeString(directory.resolve("plain"), SampleStates.document("v5-example.json"));

        assertThatThrownBy(() -> SnapshotFile.read(file))
                .isInstanceOf(Corrupted.class)
                .hasMessageContaining("is missing");
    }

    @Test
    void missingFileIsCorrupted() {
        assertThatThrownBy(() -> SnapshotFile.read(directory.resolve("nothing")))
                .isInstanceOf(Corrupted.class)
                .hasMessageContaining("cannot be read");
    }

    @Test
    void anEmptyDirectoryIsCorrupted() {
        assertThatThrownBy(() -> SnapshotFile.load(directory))
                .isInstanceOf(Corrupted.class)
                .hasMessageContaining("0 files");
    }

    static String full(Root root) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        SnapshotDocument.writeFull(root, bytes);
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
