package io.maregistry.server.http;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A folder for bodies that are too large for memory. Files live no longer than their exchange. Any thread. */
final class Spool {

    private static final Logger LOG = LoggerFactory.getLogger(Spool.class);
    private static final String PREFIX = "body-";

    private final Path directory;
    private final WorkPool work;

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

    /** Deletes the file of a {@link Received}, if it has one. */
    void delete(Path file) {
        if (file.equals(Received.NOTHING.file())) {
            return;
        }
        try {
            work.execute(() -> deleteNow(file));
        } catch (RejectedExecutionException full) {
            LOG.warn("file={} stays until the next start: too much work is waiting", file.getFileName());
        }
    }

    private static void deleteNow(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException failure) {
            LOG.warn("file={} could not be deleted: {}", file.getFileName(), failure.getMessage());
        }
    }

    /** A new file for an answer, which is gone when it is closed. */
    FileChannel openTemporary() throws IOException {
        Path file = Files.createTempFile(directory, PREFIX, ".out");
        return FileChannel.open(
                file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
    }

    /** Takes a body of up to {@code maxBytes} bytes for {@code connection}. */
    Reception receive(Connection connection, long maxBytes) {
        return new Spooling(connection, maxBytes);
    }

    /** Writes the parts of a body one after another on the work pool. The connection's event loop. */
    private final class Spooling extends Reception {

        private static final int MAX_UNWRITTEN = 1 << 20;

        private final Connection connection;
        private CompletionStage<FileChannel> written;
        private Path file = Received.NOTHING.file();
        private long unwritten;

        Spooling(Connection connection, long maxBytes) {
            super(maxBytes);
            this.connection = connection;
            this.written = work.call(this::open);
        }

        private FileChannel open() throws IOException {
            file = Files.createTempFile(directory, PREFIX, ".json");
            return FileChannel.open(file, StandardOpenOption.WRITE);
        }

        @Override
        void store(ByteBuf part) {
            byte[] bytes = new byte[part.readableBytes()];
            part.getBytes(part.readerIndex(), bytes);
            unwritten += bytes.length;
            written = written.thenApplyAsync(channel -> write(channel, bytes), work);
            written.whenComplete((channel, failure) -> connection.eventLoop().execute(() -> {
                unwritten -= bytes.length;
                connection.proceed();
            }));
        }

        private static FileChannel write(FileChannel channel, byte[] bytes) {
            try {
                ByteBuffer rest = ByteBuffer.wrap(bytes);
                while (rest.hasRemaining()) {
                    channel.write(rest);
                }
                return channel;
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }

        @Override
        CompletionStage<Received> finish() {
            return written.thenApplyAsync(
                    channel -> {
                        close(channel);
                        return Received.in(file);
                    },
                    work);
        }

        @Override
        void abandon() {
            written.whenComplete((channel, failure) -> {
                if (channel != null) {
                    close(channel);
                }
                delete(file);
            });
        }

        private static void close(FileChannel channel) {
            try {
                channel.close();
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }

        @Override
        boolean isBehind() {
            return unwritten > MAX_UNWRITTEN;
        }
    }
}
