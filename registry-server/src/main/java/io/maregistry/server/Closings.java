package io.maregistry.server;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a server has started, to be closed in reverse. Any thread. */
final class Closings {

    private static final Logger LOG = LoggerFactory.getLogger(Closings.class);

    private final CompletableFuture<Void> closed = new CompletableFuture<>();

    @GuardedBy("this")
    private final Deque<Runnable> parts = new ArrayDeque<>(); // newest first

    @GuardedBy("this")
    private boolean isClosed;

    /** Adds them, the last one to be closed first; false, and nothing is added, where all is closed already. */
    synchronized boolean add(Runnable... more) {
        if (isClosed) {
            return false;
        }
        List.of(more).forEach(parts::push);
        return true;
    }

    synchronized boolean isClosed() {
        return isClosed;
    }

    /** Closes all, once; returns when all is closed, whoever does it. */
    void close() {
        Deque<Runnable> open;
        boolean isFirst;
        synchronized (this) {
            isFirst = !isClosed;
            isClosed = true;
            open = new ArrayDeque<>(parts);
            parts.clear();
        }
        if (isFirst) {
            try {
                open.forEach(Closings::closeOne);
            } finally {
                closed.complete(null);
            }
        } else { // the process must not end before leadership is handed over and all is on disk
            closed.join();
        }
    }

    private static void closeOne(Runnable closing) {
        try {
            closing.run();
        } catch (RuntimeException unclean) {
            // the others must be closed all the same
            LOG.warn("unclean stop", unclean);
        }
    }
}
