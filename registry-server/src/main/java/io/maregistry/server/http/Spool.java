package io.maregistry.server.http;

import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.server.net.Budget;
import io.maregistry.server.net.WorkPool;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder for bodies that are too large for memory: a few at a time, none where the disk is nearly full, and none for
 * longer than its exchange. Any thread; methods that touch files belong on the work pool.
 */
final class Spool {

    private static final Logger LOG = LoggerFactory.getLogger(Spool.class);
    private static final String PREFIX = "body-";
    private static final int MAX_RECEIVED = 4;
    private static final int MAX_SENT = 32;
    private static final long LEAST_FREE_BYTES = 256L << 20;

    private final Path directory;
    private final WorkPool work;
    private final Budget received = new Budget("documents", MAX_RECEIVED);
    private final Budget sent = new Budget("long answers", MAX_SENT);

    Spool(Path directory, WorkPool work) {
        this.directory = directory;
        this.work = work;
    }

    /** Makes the folder, and clears away what an earlier process left in it. */
    void prepare() throws IOException {
        Files.createDirectories(directory);
        try (DirectoryStream<Path> left = Files.newDirectoryStream(directory, PREFIX + "*")) {
            for (Path file : left) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** Takes a body of up to {@code maxBytes} bytes for {@code connection}; {@code Overloaded} where too many come. */
    Reception receive(Connection connection, long maxBytes) {
        received.take(1);
        return new Spooling(this, work, connection, maxBytes);
    }

    /** A new file for a body that comes. */
    Path create() {
        return createFile(".in");
    }

    private Path createFile(String suffix) {
        try {
            return Files.createTempFile(directory, PREFIX, suffix);
        } catch (IOException failure) {
            LOG.warn("no file can be made in the spool: {}", failure.getMessage());
            throw full();
        }
    }

    /** What {@link #receive} began is over; deletes its file, if it has one. */
    void release(Path file) {
        received.give(1);
        if (file.equals(Received.NOTHING.file())) {
            return;
        }
        try {
            work.execute(() -> delete(file));
        } catch (RejectedExecutionException full) {
            LOG.warn("file={} stays until the next start: too much work is waiting", file.getFileName());
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException failure) {
            LOG.warn("file={} could not be deleted: {}", file.getFileName(), failure.getMessage());
        }
    }

    /** A new file for a long answer, which is gone when it is closed; {@link #closed} must be told. */
    FileChannel openAnswer() throws IOException {
        sent.take(1);
        try {
            return FileChannel.open(
                    createFile(".out"),
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.DELETE_ON_CLOSE);
        } catch (IOException | RuntimeException failure) {
            closed();
            throw failure;
        }
    }

    /** A file of {@link #openAnswer} was closed. */
    void closed() {
        sent.give(1);
    }

    /** Writes all of {@code bytes}; {@code Unavailable} (DISK_FULL) where the disk does not take them. */
    void write(FileChannel file, ByteBuffer bytes) {
        try {
            if (Files.getFileStore(directory).getUsableSpace() < LEAST_FREE_BYTES) {
                throw full();
            }
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
        } catch (IOException failure) {
            LOG.warn("the spool cannot be written: {}", failure.getMessage());
            throw full();
        }
    }

    private static RegistryException full() {
        return new RegistryException.Unavailable(
                ErrorCode.DISK_FULL, "the node's disk takes no long bodies now; ask another node, or retry");
    }
}
