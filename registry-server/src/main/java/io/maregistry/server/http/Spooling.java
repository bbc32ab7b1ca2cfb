package io.maregistry.server.http;

import io.maregistry.server.net.WorkPool;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the parts of a body to a file, one after another on the work pool. However it ends, the file is closed, and
 * deleted unless it became a {@link Received}. The connection's event loop.
 */
final class Spooling extends Reception {

    private static final Logger LOG = LoggerFactory.getLogger(Spooling.class);
    private static final int MAX_UNWRITTEN = 1 << 20;

    private final Spool spool;
    private final WorkPool work;
    private final Connection connection;
    private CompletionStage<Void> written;
    private long unwritten;

    // each stage on the work pool sees what the stages before it have written here
    private Path file = Received.NOTHING.file();
    private @Nullable FileChannel channel;

    Spooling(Spool spool, WorkPool work, Connection connection, long maxBytes) {
        super(maxBytes);
        this.spool = spool;
        this.work = work;
        this.connection = connection;
        this.written = work.call(this::open).thenAccept(opened -> channel = opened);
    }

    private FileChannel open() throws IOException {
        file = spool.create();
        return FileChannel.open(file, StandardOpenOption.WRITE);
    }

    @Override
    void store(ByteBuf part) {
        byte[] bytes = new byte[part.readableBytes()];
        part.getBytes(part.readerIndex(), bytes);
        unwritten += bytes.length;
        written = written.thenAcceptAsync(before -> write(bytes), work);
        written.whenComplete((done, failure) -> connection.eventLoop().execute(() -> {
            unwritten -= bytes.length;
            connection.proceed();
        }));
    }

    private void write(byte[] bytes) {
        FileChannel open = channel;
        if (open != null) {
            spool.write(open, ByteBuffer.wrap(bytes));
        }
    }

    @Override
    void finish(Consumer<Received> whole, Consumer<Throwable> failed) {
        written.thenAcceptAsync(before -> close(), work).whenComplete((done, failure) -> {
            if (failure != null) {
                giveUp();
            }
            connection.eventLoop().execute(() -> {
                if (failure == null) {
                    whole.accept(Received.in(file));
                } else {
                    failed.accept(WorkPool.causeOf(failure));
                }
            });
        });
    }

    @Override
    void abandon() {
        written.whenComplete((done, failure) -> giveUp());
    }

    private void giveUp() {
        try {
            close();
        } catch (UncheckedIOException failure) {
            LOG.warn("file={} not closed: {}", file.getFileName(), failure.getMessage());
        }
        spool.release(file);
    }

    private void close() {
        FileChannel open = channel;
        if (open == null) {
            return;
        }
        channel = null;
        try {
            open.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    boolean isBehind() {
        return unwritten > MAX_UNWRITTEN;
    }
}
