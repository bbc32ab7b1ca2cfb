package io.maregistry.server.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.error.RegistryException;
import io.maregistry.model.Content;
import io.maregistry.model.InstanceId;
import io.maregistry.model.ServiceName;
import io.maregistry.server.state.Command;
import io.maregistry.server.state.Register;
import io.maregistry.server.state.Tick;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a leader promises of the clock while nobody commits its ticks; semantics §4: a stall counts as 2 s. */
class StalledCommitTest {

    private final RegistryException unknown = new RegistryException.Indeterminate("nobody confirms it");
    private final RegistryException busy = new RegistryException.Overloaded("the log takes no more", 1);
    private static final int STEPS_OF_A_TIME_OUT = 100; // 5 s

    private final KeeperUnderTest lease = new KeeperUnderTest(5_000);
    private final HeldProposer replication = lease.replication;
    private final LeaseKeeper keeper = lease.keeper;

    @BeforeEach
    void leadOneInstance() throws Exception {
        replication.apply(new Register(
                null, ServiceName.of("a.B"), new InstanceId("http", "10.0.0.1", 8080, ""), Content.PLAIN, true));
        keeper.listen();
        keeper.started(3);
        keeper.stepNow();
    }

    @AfterEach
    void close() {
        lease.close();
    }

    @Test
    void ticksOfUnknownOutcomePromiseASecondTogether() throws Exception {
        assertThat(elapsedOf(failing(unknown, 12))).isEqualTo(1_000);
    }

    @Test
    void stallThatEndsCountsAsTwoSecondsThoughManyTicksTimedOut() throws Exception {
        List<Tick> late = failing(unknown, 12);
        late.forEach(replication::apply);
        lease.pass(10);
        long before = clockMillis();
        replication.commit();
        keeper.barrier();

        assertThat(before).isEqualTo(1_000);
        assertThat(clockMillis()).isEqualTo(2_000);
    }

    @Test
    void clockGoesOnBehindTicksOfWhichNothingCame() throws Exception {
        failing(unknown, 12);
        for (int time = 0; time < 2; time++) { // the first carries no time, but its fate tells of those before it
            lease.pass(10);
            replication.commit();
            keeper.barrier();
        }

        assertThat(clockMillis()).isEqualTo(1_000);
    }

    @Test
    void timeOfATickThatWasRefusedIsNotLost() throws Exception {
        failing(busy, 1);
        replication.apply(new Tick(0, List.of(), List.of()));
        lease.pass(10);
        replication.commit();
        keeper.barrier();

        assertThat(clockMillis()).isEqualTo(1_000);
    }

    @Test
    void nobodyIsOverdueByTimeThatNoTickMayCarry() throws Exception {
        replication.apply(new Tick(1_000, List.of(), List.of()));
        for (int second = 0; second < 17; second++) {
            replication.apply(new Tick(1_000, List.of(), List.of()));
        }
        replication.apply(new Tick(500, List.of(), List.of())); // 18.5 s of 20
        List<Command> proposed = new ArrayList<>(failing(unknown, 12));
        lease.pass(10);
        proposed.add(replication.fail(unknown).command());

        assertThat(proposed).allMatch(Tick.class::isInstance);
        assertThat(replication.underWay()).isZero();
    }

    /** So many ticks leave and fail in that way, each when it is as old as a write may become. */
    private List<Tick> failing(RegistryException reason, int count) throws Exception {
        List<Tick> failed = new ArrayList<>();
        for (int tick = 0; tick < count; tick++) {
            lease.pass(STEPS_OF_A_TIME_OUT);
            assertThat(replication.underWay()).isEqualTo(1);
            failed.add((Tick) replication.fail(reason).command());
            keeper.barrier();
        }
        return failed;
    }

    private static long elapsedOf(List<Tick> ticks) {
        return ticks.stream().mapToLong(Tick::elapsedMillis).sum();
    }

    private long clockMillis() {
        return replication.root().scalars().clockMillis();
    }
}
