package io.maregistry.server.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NullMarked
class NativeLibraryTest {

    @TempDir
    Path directory;

    @Test
    void whatAKilledProcessLeftIsCleared() throws IOException {
        Path left =
                Files.createDirectory(directory.resolve("native")).resolve("librocksdbjni-of-a-process-that-died.so");
        Files.writeString(left, "");

        NativeLibrary.load(directory);

        assertThat(left).doesNotExist();
    }

    @Test
    void folderThatCannotBeUsedIsNoReasonNotToStart() throws IOException {
        Files.writeString(directory.resolve("native"), "a file in its place");

        assertThatNoException().isThrownBy(() -> NativeLibrary.load(directory));
    }

    @Test
    void nothingStaysOfWhatCouldNotBeUnpackedOrLoaded() {
        NativeLibrary.load(directory, folder -> {
            Files.writeString(Path.of(folder, "half.so"), "as much as the disk had room for");
            throw new IOException("no space left on device");
        });
        assertThat(directory.resolve("native")).isEmptyDirectory();

        NativeLibrary.load(directory, folder -> {
            Files.writeString(Path.of(folder, "whole.so"), "on a file system that executes nothing");
            throw new UnsatisfiedLinkError("operation not permitted");
        });
        assertThat(directory.resolve("native")).isEmptyDirectory();
    }
}
