package io.maregistry.server.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.server.state.Configure;
import io.maregistry.server.state.Settings;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;

/** A keeper on a clock of the test's, over a proposer that keeps what is proposed until the test commits it. */
final class KeeperUnderTest implements AutoCloseable {

    private static final Duration TICK = Duration.ofMillis(50);
    private static final Duration SWEEP = Duration.ofMillis(250);

    final HeldProposer replication = new HeldProposer();
    final LeaseKeeper keeper;
    private final AtomicLong nanos = new AtomicLong(7);
    private final List<Throwable> errors = new CopyOnWriteArrayList<>();

    /** {@code maxWaiting} is how many renewals may wait. */
    KeeperUnderTest(int maxWaiting) {
        keeper = new LeaseKeeper(
                replication, replication, nanos::get, new LeaseKeeper.Options(TICK, SWEEP, maxWaiting), errors::add);
    }

    /** The usual ttl, no grace, and nobody is ever protected. */
    void protectNobody() {
        replication.apply(new Configure(new Settings(
                20_000, 0, new Settings.Doubt(Settings.Doubt.NEVER, 10, 50, 20_000), true, Settings.Limits.DEFAULT)));
    }

    /** So many steps of the schedule pass, with the time that they take. */
    void pass(int steps) throws InterruptedException, ExecutionException {
        for (int step = 0; step < steps; step++) {
            nanos.addAndGet(TICK.toNanos());
            keeper.stepNow();
        }
    }

    /** No task of the thread may have failed. */
    @Override
    public void close() {
        keeper.close();
        assertThat(errors).isEmpty();
    }
}
