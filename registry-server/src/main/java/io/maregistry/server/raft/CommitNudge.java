package io.maregistry.server.raft;

import com.alipay.sofa.jraft.Status;
import com.alipay.sofa.jraft.closure.ReadIndexClosure;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells followers at once that an entry is committed. The engine does so only together with the next entry or heartbeat,
 * so after the last write of a burst they would show it up to a heartbeat (a tenth of the election timeout) late. A read
 * index makes the leader send heartbeats now. A follower that is still writing the entry turns such a heartbeat away, so
 * two more follow. One is under way at a time. Any thread; never blocks.
 */
final class CommitNudge {

    private static final Logger LOG = LoggerFactory.getLogger(CommitNudge.class);
    private static final byte[] NO_CONTEXT = {};
    private static final long LIMIT_MILLIS = 1_000;
    private static final long[] FOLLOW_UP_MILLIS = {12, 3}; // by how many are left, the last one first

    private final Engine engine;
    private final ScheduledExecutorService timer;
    private final AtomicInteger wanted =
            new AtomicInteger(); // 0 = idle, 1 = one is under way, more = one more after it
    private final AtomicInteger followUps = new AtomicInteger(); // those that are left; 0 = none is scheduled

    CommitNudge(Engine engine, ScheduledExecutorService timer) {
        this.engine = engine;
        this.timer = timer;
    }

    void followers() {
        nudge();
        if (followUps.getAndSet(FOLLOW_UP_MILLIS.length) == 0) {
            followUpLater(FOLLOW_UP_MILLIS.length);
        }
    }

    private void followUpLater(int left) {
        RaftThreads.later(timer, "commit nudge", this::followUp, FOLLOW_UP_MILLIS[left - 1]);
    }

    private void followUp() {
        nudge();
        int left = followUps.decrementAndGet();
        if (left > 0) {
            followUpLater(left);
        }
    }

    private void nudge() {
        if (wanted.getAndIncrement() == 0) {
            send();
        }
    }

    private void send() {
        wanted.set(1); // what is wanted up to here is served by the one that leaves now
        try {
            engine.node().readIndex(NO_CONTEXT, new Sent());
        } catch (IllegalStateException stopped) { // the closure is told, too
            LOG.debug("read index refused: {}", stopped.getMessage());
        }
    }

    /** One request of the engine, which may call it twice where it runs out of time. */
    private final class Sent extends ReadIndexClosure {

        private final AtomicBoolean over = new AtomicBoolean();

        Sent() {
            super(LIMIT_MILLIS);
        }

        @Override
        public void run(Status status, long index, byte[] context) {
            if (over.compareAndSet(false, true) && !wanted.compareAndSet(1, 0)) {
                send();
            }
        }
    }
}
