package io.maregistry.server.http;

import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.server.net.Budget;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.function.Consumer;

/** A body on its way in. The connection's event loop. */
abstract class Reception {

    private final long maxBytes;
    private long bytes;

    Reception(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /**
     * Takes the next part; the caller keeps its reference. Fails with BODY_TOO_LARGE over the limit, with {@code
     * Overloaded} where all bodies together are too large.
     */
    final void add(ByteBuf part) {
        bytes += part.readableBytes();
        if (bytes > maxBytes) {
            throw tooLarge(maxBytes);
        }
        store(part);
    }

    abstract void store(ByteBuf part);

    /** The body is whole; one of the two is told, at once or later, on the event loop. */
    abstract void finish(Consumer<Received> whole, Consumer<Throwable> failed);

    /** What {@link #finish} gave has been read. */
    void served() {
        // most hold nothing
    }

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
        void finish(Consumer<Received> whole, Consumer<Throwable> failed) {
            whole.accept(Received.NOTHING);
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

        private static final byte[] NOTHING = {};

        private final Budget budget;
        private byte[] gathered = NOTHING;
        private int length;

        /** Memory is taken from {@code budget}, which is shared by all connections. */
        Gathering(long maxBytes, Budget budget) {
            super(maxBytes);
            this.budget = budget;
        }

        @Override
        void store(ByteBuf part) {
            int more = part.readableBytes();
            if (length + more > gathered.length) {
                int grown = Math.max(length + more, 2 * length);
                budget.take(grown - gathered.length);
                gathered = Arrays.copyOf(gathered, grown);
            }
            part.getBytes(part.readerIndex(), gathered, length, more);
            length += more;
        }

        @Override
        void finish(Consumer<Received> whole, Consumer<Throwable> failed) {
            whole.accept(Received.of(length == gathered.length ? gathered : Arrays.copyOf(gathered, length)));
        }

        @Override
        void served() {
            abandon();
        }

        @Override
        void abandon() {
            budget.give(gathered.length);
            gathered = NOTHING;
        }

        @Override
        boolean isBehind() {
            return false;
        }
    }
}
