package io.maregistry.server.check;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks the instances of a plan for as long as it runs, on one thread named {@code check} that looks every 50 ms what is due.
 * Any thread may give it a plan.
 */
public final class ActiveChecks implements AutoCloseable {

    private static final long TURN_MILLIS = 50;

    private final Rounds rounds;
    private final PacedThread thread;
    private final AtomicReference<@Nullable List<Checked>> plan = new AtomicReference<>();

    /**
     * Asks nobody yet.
     *
     * @param nanoTime monotonic
     * @param concurrency how many probes are under way at once, at most
     * @param broken is told of an {@link Error}, after which this node should stop
     */
    public ActiveChecks(
            Probing probing,
            VerdictListener listener,
            LongSupplier nanoTime,
            int concurrency,
            Consumer<Throwable> broken) {
        this.rounds = new Rounds(probing, listener, nanoTime, concurrency);
        this.thread = new PacedThread("check", TURN_MILLIS, this::turn, broken);
    }

    /** Asks those from the next turn on and nobody else; only the newest plan counts. */
    public void follow(Collection<Checked> wanted) {
        plan.set(List.copyOf(wanted));
    }

    /** Begins; a second call and one after {@link #close} do nothing. */
    public void start() {
        thread.start();
    }

    private void turn() {
        List<Checked> wanted = plan.getAndSet(null);
        if (wanted != null) {
            rounds.follow(wanted);
        }
        rounds.turn();
    }

    /** Asks nobody any more; probes that are under way end by themselves within their limits, and nobody is told. */
    @Override
    public void close() {
        thread.close();
    }
}
