package io.maregistry.server.hash;

import io.maregistry.server.config.ExitCode;
import io.maregistry.server.config.StartException;
import io.maregistry.server.disk.DirectoryLock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The data directory of a node in hash mode: {@code lock}, {@code tmp/}, and what a store keeps there. One process has it at
 * a time. The directory of a Raft node is refused, since its log would be forgotten without a word.
 */
public final class HashDirectory implements AutoCloseable {

    private final DirectoryLock lock;

    private HashDirectory(DirectoryLock lock) {
        this.lock = lock;
    }

    /**
     * Takes the directory, which is made where it is missing.
     *
     * @throws StartException (65) where it cannot be used
     */
    public static HashDirectory open(Path directory) {
        try {
            DirectoryLock lock = DirectoryLock.take(directory);
            if (Files.exists(directory.resolve("raft"))) {
                lock.close();
                throw unusable(
                        "data directory " + directory + " is a Raft node's; give hash mode one of its own", null);
            }
            return new HashDirectory(lock);
        } catch (DirectoryLock.InUseException inUse) {
            throw unusable(String.valueOf(inUse.getMessage()), inUse);
        } catch (IOException disk) {
            throw unusable("data directory " + directory + " cannot be used: " + disk, disk);
        }
    }

    private static StartException unusable(String message, @org.jspecify.annotations.Nullable Throwable cause) {
        return new StartException(ExitCode.DATA_DIRECTORY, message, cause);
    }

    /** Lets others have it; idempotent. */
    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException disk) {
            throw new UncheckedIOException(disk);
        }
    }
}
