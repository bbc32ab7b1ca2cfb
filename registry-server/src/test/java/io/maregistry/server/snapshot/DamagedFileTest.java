package io.maregistry.server.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maregistry.error.RegistryException.Corrupted;
import io.maregistry.server.config.SnapshotConfig.Codec;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.StateHash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A file that is not what was written is never loaded as if it were. */
class DamagedFileTest {

    @TempDir
    Path directory;

    private Root root;

    @BeforeEach
    void makeState() {
        root = SampleStates.ofEverything();
    }

    @Test
    void flippedBitInAnyByteOfAPlainFileIsFound() throws IOException {
        Path file = directory.resolve(SnapshotFile.save(root, directory, Codec.NONE));
        byte[] sound = Files.readAllBytes(file);
        long seed = new Random().nextLong();
        Random random = new Random(seed);

        for (int at = 0; at < sound.length; at++) {
            Files.write(file, flipped(sound, at, random));
            assertThatThrownBy(() -> SnapshotFile.load(directory))
                    .as("byte %d, seed %d", at, seed)
                    .isInstanceOf(Corrupted.class);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"GZIP", "ZSTD"})
    void flippedBitInAnyByteOfAPackedFileIsFoundOrChangesNothing(Codec codec) throws IOException {
        Path file = directory.resolve(SnapshotFile.save(root, directory, codec));
        byte[] sound = Files.readAllBytes(file);
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        int harmless = 0;

        for (int at = 0; at < sound.length; at++) {
            Files.write(file, flipped(sound, at, random));
            harmless += loadsAs(root.hash()) ? 1 : 0;
        }
        assertThat(harmless)
                .as("bytes of headers and code tables that mean nothing; seed %d", seed)
                .isLessThan(sound.length / 20);
    }

    @ParameterizedTest
    @EnumSource(Codec.class)
    void fileThatWasCutAnywhereIsFound(Codec codec) throws IOException {
        Path file = directory.resolve(SnapshotFile.save(root, directory, codec));
        byte[] sound = Files.readAllBytes(file);

        for (int length = 0; length < sound.length; length += 7) {
            Files.write(file, Arrays.copyOf(sound, length));
            assertThatThrownBy(() -> SnapshotFile.load(directory))
                    .as("%d bytes", length)
                    .isInstanceOf(Corrupted.class);
        }
    }

    @Test
    void lawfulChecksumDoesNotHideAnotherState() throws IOException {
        assertThatThrownBy(() -> load(SnapshotFileTest.full(root).replace("\"clock\":123450", "\"clock\":123451")))
                .isInstanceOf(Corrupted.class)
                .hasMessageContaining("in the place of " + root.hash());
    }

    @Test
    void lawfulChecksumDoesNotHideAnUnknownOrMissingField() {
        assertThatThrownBy(() -> load(SnapshotFileTest.full(root).replace("\"floor\":5", "\"floor\":5,\"roof\":6")))
                .isInstanceOf(Corrupted.class)
                .hasMessageContaining("roof is unknown");
        assertThatThrownBy(() -> load(SnapshotFileTest.full(root).replace("\"floor\":5,", "")))
                .isInstanceOf(Corrupted.class)
                .hasMessageContaining("floor is missing");
        assertThatThrownBy(() -> load(SnapshotFileTest.full(root).replace("\"handle\":3", "\"handle\":3,\"foot\":1")))
                .isInstanceOf(Corrupted.class)
                .hasMessageContaining("foot is unknown");
    }

    @Test
    void handleThatIsThereTwiceIsFound() {
        assertThatThrownBy(() -> load(SnapshotFileTest.full(root).replace("\"handle\":4", "\"handle\":3")))
                .isInstanceOf(Corrupted.class)
                .hasMessageContaining("twice");
    }

    @Test
    void newerFormatIsNamed() {
        assertThatThrownBy(() -> load(SnapshotFileTest.full(root).replace("\"format\":1", "\"format\":2")))
                .isInstanceOf(Corrupted.class)
                .hasMessageContaining("newer build");
    }

    @Test
    void twoFilesAreOneTooMany() throws IOException {
        SnapshotFile.save(root, directory, Codec.NONE);
        SnapshotFile.save(root, directory, Codec.ZSTD);

        assertThatThrownBy(() -> SnapshotFile.load(directory))
                .isInstanceOf(Corrupted.class)
                .hasMessageContaining("2 files");
    }

    private void load(String changed) throws IOException {
        Files.writeString(directory.resolve("registry.json"), Documents.withLawfulChecksum(changed));
        SnapshotFile.load(directory);
    }

    private boolean loadsAs(StateHash hash) {
        try {
            assertThat(SnapshotFile.load(directory).root().hash()).isEqualTo(hash);
            return true;
        } catch (Corrupted found) {
            return false;
        }
    }

    private static byte[] flipped(byte[] sound, int at, Random random) {
        byte[] damaged = sound.clone();
        damaged[at] ^= (byte) (1 << random.nextInt(8));
        return damaged;
    }
}
