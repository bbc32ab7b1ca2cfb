package io.maregistry.server.raft;

import com.alipay.sofa.jraft.Status;
import com.alipay.sofa.jraft.closure.ReadIndexClosure;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells followers at once that an entry is committed. The engine does so only together with the next entry or heartbeat,
 * so after the last write of a burst they would show it up to a heartbeat (a tenth of the election timeout) late. A read
 * index makes the leader send heartbeats now. One is under way at a time. Any thread; never blocks.
 */
final class CommitNudge {

    private static final Logger LOG = LoggerFactory.getLogger(CommitNudge.class);
    private static final byte[] NO_CONTEXT = {};
    private static final long LIMIT_MILLIS = 1_000;

    private final Engine engine;
    private final AtomicInteger wanted =
            new AtomicInteger(); // 0 = idle, 1 = one is under way, more = one more after it

    CommitNudge(Engine engine) {
        this.engine = engine;
    }

    void followers() {
        if (wanted.getAndIncrement() == 0) {
            send();
        }
    }

    private void send() {
        wanted.set(1);
        try {
            engine.node().readIndex(NO_CONTEXT, new Sent());
        } catch (IllegalStateException stopped) { // the closure is told, too
            LOG.debug("read index refused: {}", stopped.getMessage());
        }
    }

    private final class Sent extends ReadIndexClosure {

        private boolean over; // guarded by this

        Sent() {
            super(LIMIT_MILLIS);
        }

        @Override
        public void run(Status status, long index, byte[] context) {
            synchronized (this) {
                if (over) {
                    return;
                }
                over = true;
            }
            if (!wanted.compareAndSet(1, 0)) {
                send();
            }
        }
    }
}
