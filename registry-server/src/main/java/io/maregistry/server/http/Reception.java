package io.maregistry.server.http;

import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A body on its way in. The connection's event loop. */
abstract class Reception {

    private final long maxBytes;
    private long bytes;

    Reception(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Takes the next part; the caller keeps its reference. Fails with BODY_TOO_LARGE over the limit. */
    final void add(ByteBuf part) {
        bytes += part.readableBytes();
        if (bytes > maxBytes) {
            throw tooLarge(maxBytes);
        }
        store(part);
    }

    abstract void store(ByteBuf part);

    /** The body is whole. */
    abstract CompletionStage<Received> finish();

    /** The rest will not come. */
    abstract void abandon();

    /** True while no more should be read, since what came is not stored yet. */
    abstract boolean isBehind();

    static RegistryException tooLarge(long maxBytes) {
        return new RegistryException.InvalidRequest(
                ErrorCode.BODY_TOO_LARGE, "the body must have at most " + maxBytes + " bytes");
    }

    /** Reads a body that nobody wants. */
    static final class Dropping extends Reception {

        Dropping(long maxBytes) {
            super(maxBytes);
        }

        @Override
        void store(ByteBuf part) {
            // dropped
        }

        @Override
        CompletionStage<Received> finish() {
            return CompletableFuture.completedStage(Received.NOTHING);
        }

        @Override
        void abandon() {
            // nothing is held
        }

        @Override
        boolean isBehind() {
            return false;
        }
    }

    /** Gathers a body in memory, which grows with what came and not with what was announced. */
    static final class Gathering extends Reception {

        private byte[] gathered = new byte[0];
        private int length;

        Gathering(long maxBytes) {
            super(maxBytes);
        }

        @Override
        void store(ByteBuf part) {
            int more = part.readableBytes();
            if (length + more > gathered.length) {
                gathered = Arrays.copyOf(gathered, Math.max(length + more, 2 * length));
            }
            part.getBytes(part.readerIndex(), gathered, length, more);
            length += more;
        }

        @Override
        CompletionStage<Received> finish() {
            return CompletableFuture.completedStage(
                    Received.of(length == gathered.length ? gathered : Arrays.copyOf(gathered, length)));
        }

        @Override
        void abandon() {
            gathered = new byte[0];
        }

        @Override
        boolean isBehind() {
            return false;
        }
    }
}
