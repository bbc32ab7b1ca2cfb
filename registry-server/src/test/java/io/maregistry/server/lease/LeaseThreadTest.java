package io.maregistry.server.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.error.RegistryException;
import io.maregistry.model.Content;
import io.maregistry.model.InstanceId;
import io.maregistry.model.ServiceName;
import io.maregistry.server.state.Expire;
import io.maregistry.server.state.Register;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a bug or a broken machine does to a leader: never does it stop to tick or to evict without a word. */
class LeaseThreadTest {

    private static final int STEP_MILLIS = 50;
    private static final int STEPS_OF_A_TTL_AND_A_SECOND = 21_000 / STEP_MILLIS;
    private final IllegalStateException bug = new IllegalStateException("a bug");

    private final AtomicLong nanos = new AtomicLong(7);
    private final List<Throwable> errors = new CopyOnWriteArrayList<>();
    private final HeldProposer replication = new HeldProposer();
    private final LeaseKeeper keeper = new LeaseKeeper(
            replication,
            replication,
            nanos::get,
            new LeaseKeeper.Options(Duration.ofMillis(STEP_MILLIS), Duration.ofMillis(250), 5_000),
            errors::add);

    @BeforeEach
    void registerOneInstance() {
        replication.apply(new Register(
                null, ServiceName.of("a.B"), new InstanceId("http", "10.0.0.1", 8080, ""), Content.PLAIN, true));
        keeper.listen();
    }

    @AfterEach
    void close() {
        keeper.close();
    }

    @Test
    void faultWhenLeadershipBeginsDoesNotKeepTheSilent() throws Exception {
        replication.throwAtRoot(bug);
        keeper.started(3);
        keeper.barrier();
        replication.throwAtRoot(null);

        serve(STEPS_OF_A_TTL_AND_A_SECOND);

        assertThat(listed()).isZero();
    }

    @Test
    void faultWhenEvictionsComeBackDoesNotKeepTheSilent() throws Exception {
        keeper.started(3);
        serveUntilAnEvictionWaits();
        replication.throwAtRoot(bug);
        replication.fail(new RegistryException.Indeterminate("nobody confirms it"));
        keeper.barrier();
        replication.throwAtRoot(null);
        assertThat(listed()).isEqualTo(1);

        serve(STEPS_OF_A_TTL_AND_A_SECOND);

        assertThat(listed()).isZero();
    }

    @Test
    void errorOfAStepIsTold() throws Exception {
        AssertionError error = new AssertionError("broken");
        keeper.started(3);
        keeper.barrier();
        replication.breakRoot(error);

        step();
        step();

        assertThat(errors).contains(error);
    }

    @Test
    void errorOfATaskIsTold() throws Exception {
        AssertionError error = new AssertionError("broken");
        replication.breakRoot(error);

        keeper.started(3);
        keeper.barrier();

        assertThat(errors).containsExactly(error);
    }

    private void serveUntilAnEvictionWaits() throws Exception {
        while (replication.underWay() == 0 || !(replication.oldest().command() instanceof Expire)) {
            if (replication.underWay() > 0) {
                replication.commit();
                keeper.barrier();
            } else {
                step();
            }
        }
    }

    private void serve(int steps) throws Exception {
        for (int step = 0; step < steps; step++) {
            step();
            while (replication.underWay() > 0) {
                replication.commit();
                keeper.barrier();
            }
        }
    }

    private void step() throws Exception {
        nanos.addAndGet(Duration.ofMillis(STEP_MILLIS).toNanos());
        keeper.stepNow();
    }

    private int listed() {
        return replication.root().sizes().instances();
    }
}
