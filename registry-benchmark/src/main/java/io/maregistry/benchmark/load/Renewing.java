package io.maregistry.benchmark.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Renews a part of a {@link Herd} for ever, each batch at its own moment of the period, on a thread of its own: an open
 * loop, so a batch that waits for a slow answer counts from when it was due. A batch that fails goes to the next node at
 * once, as a client would.
 */
final class Renewing {

    private static final Duration LIMIT = Duration.ofSeconds(2);
    private static final long RETRY_NANOS = 20_000_000;
    private static final String LOST = "require_reregister";

    private final Herd herd;
    private final List<InetSocketAddress> targets;
    private final List<Batch> batches;
    private final long periodNanos;
    private final Tally tally;
    private final Thread thread = new Thread(this::renew, "renewing");
    private volatile boolean isRunning = true;
    private int target;
    private @Nullable PlainConnection connection;

    /** The instances from {@code from} to {@code until}, exclusive, due at {@code offsetNanos} of each period. */
    record Batch(int from, int until, long offsetNanos) {}

    /**
     * What became of all batches.
     *
     * @param nanos how long each took, from when it was due to its answer
     * @param evicted how many renewals of instances that renewed in time were answered by {@code require_reregister}
     * @param failed how many tries failed
     */
    record Tally(ConcurrentLinkedQueue<Long> nanos, AtomicInteger evicted, AtomicInteger failed) {
        static Tally empty() {
            return new Tally(new ConcurrentLinkedQueue<>(), new AtomicInteger(), new AtomicInteger());
        }
    }

    Renewing(Herd herd, List<InetSocketAddress> targets, int first, List<Batch> batches, Duration period, Tally tally) {
        this.herd = herd;
        this.targets = List.copyOf(targets);
        this.target = first % targets.size();
        this.batches = List.copyOf(batches);
        this.periodNanos = period.toNanos();
        this.tally = tally;
    }

    void start() {
        thread.start();
    }

    void stop() throws InterruptedException {
        isRunning = false;
        thread.join();
    }

    private void renew() {
        long began = System.nanoTime();
        for (long period = 0; isRunning; period++) {
            for (Batch batch : batches) {
                long due = began + period * periodNanos + batch.offsetNanos();
                while (isRunning && System.nanoTime() < due) {
                    LockSupport.parkNanos(Math.min(due - System.nanoTime(), RETRY_NANOS));
                }
                renew(batch, due);
            }
        }
        giveUpNode();
    }

    private void renew(Batch batch, long due) {
        String body = herd.renewals(batch.from(), batch.until());
        while (isRunning) {
            InetSocketAddress node = targets.get(target);
            try {
                PlainConnection open = connection;
                if (open == null) {
                    open = PlainConnection.open(node, LIMIT);
                    connection = open;
                }
                byte[] answer = open.ask(Requests.post(node, "/v1/renewals", body));
                if (PlainConnection.status(answer) == 200) {
                    tally.nanos().add(System.nanoTime() - due);
                    tally.evicted().addAndGet(count(new String(answer, StandardCharsets.US_ASCII)));
                    return;
                }
            } catch (IOException e) {
                giveUpNode();
            }
            tally.failed().incrementAndGet();
            target = (target + 1) % targets.size();
            giveUpNode();
            LockSupport.parkNanos(RETRY_NANOS);
        }
    }

    private static int count(String answer) {
        int count = 0;
        for (int at = answer.indexOf(LOST); at >= 0; at = answer.indexOf(LOST, at + LOST.length())) {
            count++;
        }
        return count;
    }

    private void giveUpNode() {
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (IOException e) {
            System.err.println("load: a connection did not close: " + e.getMessage());
        }
        connection = null;
    }
}
