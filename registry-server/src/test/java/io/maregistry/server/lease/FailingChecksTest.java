package io.maregistry.server.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.model.CheckState;
import io.maregistry.model.Content;
import io.maregistry.model.HealthCheck;
import io.maregistry.model.Instance;
import io.maregistry.model.InstanceId;
import io.maregistry.model.Lease;
import io.maregistry.model.Parameters;
import io.maregistry.model.Release;
import io.maregistry.model.ServiceName;
import io.maregistry.model.Status;
import io.maregistry.server.state.CheckVerdicts;
import io.maregistry.server.state.Command;
import io.maregistry.server.state.Configure;
import io.maregistry.server.state.Expire;
import io.maregistry.server.state.Listed;
import io.maregistry.server.state.Protection;
import io.maregistry.server.state.Register;
import io.maregistry.server.state.ServiceView;
import io.maregistry.server.state.Settings;
import io.maregistry.server.state.Tick;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a leader says of those who fail their checks: nobody else tells the state when their time is over. */
class FailingChecksTest {

    private static final ServiceName SERVICE = ServiceName.of("a.B");
    private static final HealthCheck CHECK =
            new HealthCheck(HealthCheck.Type.HTTP, 8080, "", HealthCheck.Pace.DEFAULT, Status.RUNNING, 60_000);
    private static final int HOLD_MILLIS = 5_000;
    private static final int STEP_MILLIS = 50;

    private final KeeperUnderTest held = new KeeperUnderTest(1_000);
    private final List<Command> said = new ArrayList<>();

    @BeforeEach
    void lead() throws Exception {
        held.replication.apply(new Configure(
                new Settings(20_000, 0, new Settings.Doubt(300, 10, 100, HOLD_MILLIS), true, Settings.Limits.DEFAULT)));
        held.keeper.listen();
        held.keeper.started(3);
        held.keeper.stepNow();
    }

    @AfterEach
    void close() {
        held.close();
    }

    @Test
    void whoFailsForAsLongAsItsCheckSaysIsRemovedWithinASecond() throws Exception {
        register(1);
        serve(1_000);
        tell(CheckState.Verdict.FAILING, 1);
        serve(59_000);
        assertThat(instance(1).ownStatus()).isEqualTo(Status.ERROR);

        serve(2_000);

        assertThat(view().size()).isZero();
        assertThat(said).hasSize(1).allMatch(CheckVerdicts.class::isInstance);
        assertThat(held.replication.root().history(SERVICE).entries())
                .last()
                .satisfies(entry -> assertThat(entry.detail()).isEqualTo("refused (1 ms)"));
    }

    @Test
    void whoIsWellInTimeStays() throws Exception {
        register(1);
        tell(CheckState.Verdict.FAILING, 1);
        serve(59_000);
        tell(CheckState.Verdict.GOOD, 1);
        serve(10_000);
        tell(CheckState.Verdict.FAILING, 1);
        serve(58_000);

        assertThat(view().size()).isEqualTo(1);
        assertThat(said).isEmpty();
    }

    @Test
    void newLeaderKnowsWhoFailsAndForHowLong() throws Exception {
        register(1);
        tell(CheckState.Verdict.FAILING, 1);
        serve(30_000);
        held.keeper.stopped();
        held.keeper.started(4);
        held.keeper.stepNow();

        serve(29_000);
        assertThat(view().size()).isEqualTo(1);
        serve(2_500);

        assertThat(view().size()).isZero();
    }

    @Test
    void thoseWhoAreHeldBecomeErrorAtTheRateWhenTheHoldIsOver() throws Exception {
        for (int number = 1; number <= 20; number++) {
            register(number);
        }
        tell(CheckState.Verdict.FAILING, 1, 2, 3, 4, 5, 6, 7, 8);
        assertThat(errors()).isZero();
        serve(HOLD_MILLIS - 500);
        assertThat(errors()).isZero();

        serve(2_500); // the rate is 2 a second
        assertThat(errors()).isBetween(2L, 4L);
        serve(4_000);

        assertThat(errors()).isEqualTo(8);
        assertThat(held.replication.root().protections()).isEmpty();
    }

    @Test
    void thoseWhoWereHeldBecomeErrorWhenTheProtectionEndsForOthersAreWell() throws Exception {
        for (int number = 1; number <= 20; number++) {
            register(number);
        }
        tell(CheckState.Verdict.FAILING, 1, 2, 3, 4, 5, 6, 7, 8);
        tell(CheckState.Verdict.GOOD, 1, 2, 3, 4, 5);

        serve(3_000);

        assertThat(held.replication.root().protections()).isEmpty();
        assertThat(errors()).isEqualTo(3);
    }

    @Test
    void silentAndFailingLeaveTogetherAndNoneOfThemBeforeTheHold() throws Exception {
        for (int number = 1; number <= 20; number++) {
            register(number, number > 10);
        }
        long[] renewing = LongStream.rangeClosed(15, 20).toArray();
        serve(10_000);
        renew(renewing);
        serve(9_000);
        renew(renewing);
        tell(CheckState.Verdict.FAILING, 1, 2, 3, 4);
        serve(1_500); // 11 to 14 are silent now
        Protection protection =
                Objects.requireNonNull(held.replication.root().protections().get(SERVICE));
        assertThat(protection.instances()).isEqualTo(20);
        assertThat(view().size()).isEqualTo(20);
        assertThat(errors()).isEqualTo(4); // they were not too many before

        renew(renewing);
        serve(HOLD_MILLIS + 4_000);

        assertThat(view().size()).isEqualTo(16);
        assertThat(said).anyMatch(Expire.class::isInstance);
    }

    @Test
    void clockRunsWhereThereIsNothingButAPersistentInstanceWithACheck() throws Exception {
        register(1);
        long before = held.replication.root().scalars().clockMillis();

        serve(5_000);

        assertThat(held.replication.root().scalars().clockMillis()).isGreaterThan(before + 4_000);
    }

    private void register(int number) {
        register(number, false);
    }

    private void register(int number, boolean ephemeral) {
        Content content = new Content(
                Parameters.empty(),
                Content.NORMAL_WEIGHT,
                new Lease(ephemeral, Lease.UNSET, Lease.UNSET),
                Content.NO_GENERATION,
                null,
                ephemeral ? null : CHECK,
                Release.NONE);
        held.replication.apply(new Register(null, SERVICE, id(number), content, true));
    }

    private void tell(CheckState.Verdict verdict, int... numbers) {
        held.replication.apply(new CheckVerdicts(Arrays.stream(numbers)
                .mapToObj(number -> new CheckVerdicts.Found(listed(number).handle(), CHECK, verdict, "refused", 1))
                .toList()));
    }

    private void renew(long... handles) {
        held.replication.apply(new Tick(0, LongStream.of(handles).boxed().toList(), List.of()));
    }

    private void serve(int millis) throws Exception {
        for (int passed = 0; passed < millis; passed += STEP_MILLIS) {
            held.pass(1);
            while (held.replication.underWay() > 0) {
                Command command = held.replication.commit().command();
                if (!(command instanceof Tick)) {
                    said.add(command);
                }
                held.keeper.barrier();
            }
        }
    }

    private long errors() {
        long errors = 0;
        for (Listed listed : view().instances()) {
            errors += listed.instance().ownStatus() == Status.ERROR ? 1 : 0;
        }
        return errors;
    }

    private Instance instance(int number) {
        return listed(number).instance();
    }

    private Listed listed(int number) {
        return Objects.requireNonNull(view().find(id(number)));
    }

    private ServiceView view() {
        return Objects.requireNonNull(held.replication.root().service(SERVICE));
    }

    private static InstanceId id(int number) {
        return new InstanceId("http", "10.0.0." + number, 8080, "");
    }
}
