package io.maregistry.server.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.error.RegistryException;
import io.maregistry.model.Content;
import io.maregistry.model.Edit;
import io.maregistry.model.InstanceId;
import io.maregistry.model.InstancePatch;
import io.maregistry.model.Lease;
import io.maregistry.model.Parameters;
import io.maregistry.model.ParametersPatch;
import io.maregistry.model.Release;
import io.maregistry.model.ServiceName;
import io.maregistry.model.Status;
import io.maregistry.server.replication.Renewals;
import io.maregistry.server.state.Configure;
import io.maregistry.server.state.Expire;
import io.maregistry.server.state.Listed;
import io.maregistry.server.state.PatchInstance;
import io.maregistry.server.state.Register;
import io.maregistry.server.state.ServiceView;
import io.maregistry.server.state.Settings;
import io.maregistry.server.state.Tick;
import io.maregistry.server.state.Unregister;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a leader says of the silent, on clocks of the test's own. */
class ExpiryTest {

    private static final ServiceName SERVICE = ServiceName.of("a.B");
    private static final long TTL = Settings.DEFAULT.defaultTtlMillis();
    private static final int STEP_MILLIS = 50;
    private static final Settings CREDULOUS = new Settings(
            TTL, 0, new Settings.Doubt(1_000, 10, 50, 20_000), true, Settings.Limits.DEFAULT); // protects nobody

    private final AtomicLong nanos = new AtomicLong(7);
    private final List<Throwable> errors = new CopyOnWriteArrayList<>();
    private final HeldProposer replication = new HeldProposer();
    private final LeaseKeeper keeper = new LeaseKeeper(
            replication,
            replication,
            nanos::get,
            new LeaseKeeper.Options(Duration.ofMillis(50), Duration.ofMillis(250), 50_000),
            errors::add);
    private final List<HeldProposer.Proposed> evictions = new ArrayList<>();

    @BeforeEach
    void lead() throws Exception {
        replication.apply(new Configure(CREDULOUS));
        keeper.listen();
        keeper.started(3);
        keeper.stepNow();
    }

    @AfterEach
    void close() {
        keeper.close();
        assertThat(errors).isEmpty();
    }

    @Test
    void silentInstanceLeavesBetweenItsTtlAndASecondLater() throws Exception {
        register(1);
        serve(TTL - 100);
        assertThat(listed()).isEqualTo(1);

        serve(1_100);

        assertThat(listed()).isZero();
        assertThat(evictions).hasSize(1);
    }

    @Test
    void evictionIsBoundToTheTermAndNamesWhatTheLeaderSaw() throws Exception {
        register(1);
        long handle = stay(1);
        serve(TTL + 1_000);

        assertThat(evictions.get(0).term()).isEqualTo(3);
        assertThat(evictions.get(0).command()).isEqualTo(new Expire(SERVICE, List.of(new Expire.Silent(handle, 0))));
    }

    @Test
    void instanceThatRenewsStaysForEver() throws Exception {
        register(1);
        register(2);
        for (int second = 0; second < 60; second += 5) {
            var unused = renew(1, false);
            serve(5_000);
        }

        assertThat(listed()).isEqualTo(1);
        assertThat(find(1)).isNotNull();
    }

    @Test
    void registeringAgainIsASignOfLife() throws Exception {
        register(1);
        serve(TTL - 1_000);
        register(1);
        serve(TTL - 1_000);

        assertThat(listed()).isEqualTo(1);
        serve(2_000);
        assertThat(listed()).isZero();
    }

    @Test
    void renewalThatThisNodeHasIsNotOvertaken() throws Exception {
        register(1);
        register(2);
        long silent = stay(2);
        serve(TTL - 50);
        for (int step = 0; step < 20 && evictions.isEmpty(); step++) {
            var unused = renew(1, step % 2 == 0); // waits while the leader looks
            serve(STEP_MILLIS);
        }

        assertThat(evictions.get(0).command())
                .isInstanceOfSatisfying(
                        Expire.class,
                        expire -> assertThat(expire.silent())
                                .extracting(Expire.Silent::handle)
                                .containsExactly(silent));
        assertThat(find(1)).isNotNull();
    }

    @Test
    void evictionThatRacedWithARenewalDoesNothing() throws Exception {
        register(1);
        HeldProposer.Proposed eviction = heldEviction();
        replication.apply(new Tick(0, List.of(stay(1)), List.of()));

        replication.commit();
        keeper.barrier();

        assertThat(eviction.command()).isInstanceOf(Expire.class);
        assertThat(listed()).isEqualTo(1);
        serve(TTL + 1_000);
        assertThat(listed()).isZero();
    }

    @Test
    void stayIsSeenAgainAfterAnUnknownOutcome() throws Exception {
        register(1);
        heldEviction();
        replication.fail(new RegistryException.Indeterminate("the leader is lost"));
        keeper.barrier();
        assertThat(listed()).isEqualTo(1);

        serve(1_000);

        assertThat(listed()).isZero();
    }

    @Test
    void pauseOfTheProcessCostsNobodyItsPlace() throws Exception {
        register(1);
        serve(TTL - 1_000);
        nanos.addAndGet(Duration.ofHours(1).toNanos());
        serve(500);

        assertThat(listed()).isEqualTo(1);
    }

    @Test
    void timeWithoutLeadershipCostsNobodyItsPlace() throws Exception {
        register(1);
        serve(TTL - 1_000);
        keeper.stopped();
        nanos.addAndGet(Duration.ofMinutes(1).toNanos());
        keeper.stepNow();
        keeper.started(9);
        keeper.stepNow();
        serve(900);
        assertThat(listed()).isEqualTo(1);

        serve(1_100);

        assertThat(listed()).isZero();
        assertThat(evictions.get(0).term()).isEqualTo(9);
    }

    @Test
    void nodeThatDoesNotLeadSaysNothing() throws Exception {
        register(1);
        keeper.stopped();
        replication.apply(new Tick(1_000, List.of(), List.of()));
        for (int second = 0; second < 30; second++) {
            replication.apply(new Tick(1_000, List.of(), List.of()));
        }
        serve(2_000);

        assertThat(evictions).isEmpty();
        assertThat(listed()).isEqualTo(1);
    }

    @Test
    void newLeaderTakesUpWhatTheOldOneDidNotFinish() throws Exception {
        register(1);
        keeper.stopped();
        for (int second = 0; second < 30; second++) {
            replication.apply(new Tick(1_000, List.of(), List.of()));
        }
        keeper.started(5);
        serve(500);

        assertThat(listed()).isZero();
    }

    @Test
    void roundOfAnEarlierLeadershipIsForgotten() throws Exception {
        register(1);
        heldEviction();
        keeper.stopped();
        keeper.started(5);
        keeper.stepNow();
        replication.fail(new RegistryException.NotLeader(null));
        keeper.barrier();

        serve(1_000);

        assertThat(listed()).isZero();
        assertThat(evictions.get(evictions.size() - 1).term()).isEqualTo(5);
    }

    @Test
    void persistentInstancesStay() throws Exception {
        replication.apply(
                new Register(null, SERVICE, id(1), content(new Lease(false, Lease.UNSET, Lease.UNSET)), true));
        register(2); // keeps the clock going for a while
        serve(2 * TTL);

        assertThat(listed()).isEqualTo(1);
    }

    @Test
    void instanceThatBecomesEphemeralLeaves() throws Exception {
        replication.apply(
                new Register(null, SERVICE, id(1), content(new Lease(false, Lease.UNSET, Lease.UNSET)), true));
        serve(1_000);
        register(1);
        serve(TTL + 1_000);

        assertThat(listed()).isZero();
    }

    @Test
    void ownTtlCounts() throws Exception {
        registerWithTtl(1, 4_000);
        registerWithTtl(2, 200_000); // beyond the wheel's reach
        serve(5_000);
        assertThat(find(1)).isNull();

        serve(194_900);
        assertThat(find(2)).isNotNull();
        serve(1_100);
        assertThat(find(2)).isNull();
    }

    @Test
    void ttlThatBecomesShorterCountsFromThen() throws Exception {
        registerWithTtl(1, 3_600_000);
        serve(1_000);
        for (int time = 0; time < 10; time++) {
            registerWithTtl(1, 5_000 + time);
            serve(250);
        }
        serve(5_000);

        assertThat(listed()).isZero();
    }

    @Test
    void ttlThatAnOperatorMakesShorterCountsFromTheLastSignOfLife() throws Exception {
        registerWithTtl(1, 3_600_000);
        serve(2_000);
        InstancePatch patch = new InstancePatch(
                Edit.keep(), Edit.keep(), Edit.keep(), ParametersPatch.NONE, Edit.to(5_000L), Edit.keep());
        replication.apply(new PatchInstance(
                null, SERVICE, id(1), PatchInstance.ANY_REVISION, patch, new PatchInstance.Room(128, 65_536, 64)));

        serve(2_500);
        assertThat(listed()).isEqualTo(1);
        serve(1_500);
        assertThat(listed()).isZero();
    }

    @Test
    void newSettingsCountAtOnce() throws Exception {
        register(1);
        serve(1_000);
        replication.apply(new Configure(new Settings(3_000, 0, CREDULOUS.doubt(), true, CREDULOUS.limits())));

        serve(3_000);

        assertThat(listed()).isZero();
    }

    @Test
    void instanceThatCameBackIsAnotherStay() throws Exception {
        register(1);
        serve(TTL - 1_000);
        replication.apply(new Unregister(null, SERVICE, id(1), Content.NO_GENERATION));
        register(1);
        serve(TTL - 500);

        assertThat(listed()).isEqualTo(1);
    }

    @Test
    void manyLeaveInRoundsOfBoundedSizeOneAtATime() throws Exception {
        for (int number = 0; number < 2_000; number++) {
            ServiceName service = number % 2 == 0 ? SERVICE : ServiceName.of("s" + number);
            replication.apply(new Register(null, service, id(number), Content.PLAIN, true));
        }
        for (long millis = 0; millis < TTL + 1_000; millis += STEP_MILLIS) {
            nanos.addAndGet(Duration.ofMillis(STEP_MILLIS).toNanos());
            keeper.stepNow();
            while (replication.underWay() > 0) {
                assertThat(replication.silentUnderWay()).isLessThanOrEqualTo(Expire.MAX_SILENT);
                replication.commit();
                keeper.barrier();
            }
        }

        assertThat(replication.root().sizes().instances()).isZero();
    }

    @Test
    void protectedServiceHoldsItsSilentThenLosesThemSlowlyAndIsProtectedNoLonger() throws Exception {
        replication.apply(new Configure(Settings.DEFAULT));
        for (int number = 0; number < 40; number++) {
            register(number);
        }
        serveAndRenew(TTL + 1_000, 15);
        assertThat(listed()).isEqualTo(40);
        assertThat(replication.root().protections().get(SERVICE)).isNotNull();

        serveAndRenew(Settings.DEFAULT.doubt().holdMillis() - 2_000, 15);
        assertThat(listed()).isEqualTo(40);
        serveAndRenew(4_000, 15);
        assertThat(listed()).isBetween(30, 39); // two a second
        serveAndRenew(12_000, 15);

        assertThat(listed()).isEqualTo(15);
        assertThat(replication.root().protections()).isEmpty();
    }

    @Test
    void protectionEndsWhenTheSilentAreHeardAgain() throws Exception {
        replication.apply(new Configure(Settings.DEFAULT));
        for (int number = 0; number < 40; number++) {
            register(number);
        }
        serveAndRenew(TTL + 1_000, 15);
        assertThat(replication.root().protections().get(SERVICE)).isNotNull();

        serveAndRenew(2_000, 40);

        assertThat(replication.root().protections()).isEmpty();
        assertThat(listed()).isEqualTo(40);
    }

    @Test
    void protectionOfAServiceThatEmptiesEndsThoughNobodyMustRenew() throws Exception {
        replication.apply(new Configure(Settings.DEFAULT));
        for (int number = 0; number < 40; number++) {
            register(number);
        }
        serve(TTL + 1_000);
        for (int number = 0; number < 40; number++) {
            replication.apply(new Unregister(null, SERVICE, id(number), Content.NO_GENERATION));
        }
        serve(2_000);

        assertThat(replication.root().protections()).isEmpty();
    }

    @Test
    void graceShowsTheSilentAsOfflineBeforeTheyLeave() throws Exception {
        replication.apply(new Configure(new Settings(TTL, 5_000, CREDULOUS.doubt(), true, CREDULOUS.limits())));
        register(1);
        serve(TTL + 1_000);
        assertThat(Objects.requireNonNull(find(1)).instance().ownStatus()).isEqualTo(Status.OFFLINE);

        serve(5_000);

        assertThat(listed()).isZero();
    }

    private void serveAndRenew(long millis, int living) throws Exception {
        for (long passed = 0; passed < millis; passed += 1_000) {
            for (int number = 0; number < living; number++) {
                var unused = renew(number, false);
            }
            serve(1_000);
        }
    }

    private HeldProposer.Proposed heldEviction() throws Exception {
        long deadline = 2 * TTL;
        for (long millis = 0; millis < deadline; millis += STEP_MILLIS) {
            nanos.addAndGet(Duration.ofMillis(STEP_MILLIS).toNanos());
            keeper.stepNow();
            while (replication.underWay() > 0) {
                if (replication.oldest().command() instanceof Expire) {
                    return replication.oldest();
                }
                replication.commit();
            }
        }
        throw new AssertionError("nobody was evicted");
    }

    /** So much serving time passes, each proposal being committed at once. */
    private void serve(long millis) throws Exception {
        for (long passed = 0; passed < millis; passed += STEP_MILLIS) {
            nanos.addAndGet(Duration.ofMillis(STEP_MILLIS).toNanos());
            keeper.stepNow();
            while (replication.underWay() > 0) {
                HeldProposer.Proposed committed = replication.commit();
                if (committed.command() instanceof Expire) {
                    evictions.add(committed);
                }
                keeper.barrier();
            }
        }
    }

    private CompletableFuture<Renewals.Renewal> renew(int number, boolean counted) {
        return keeper.renew(new Tick.Named(List.of(SERVICE), id(number), counted))
                .toCompletableFuture();
    }

    private void register(int number) {
        replication.apply(new Register(null, SERVICE, id(number), Content.PLAIN, true));
    }

    private void registerWithTtl(int number, long ttlMillis) {
        replication.apply(
                new Register(null, SERVICE, id(number), content(new Lease(true, ttlMillis, Lease.UNSET)), true));
    }

    private static Content content(Lease lease) {
        return new Content(
                Parameters.empty(), Content.NORMAL_WEIGHT, lease, Content.NO_GENERATION, null, null, Release.NONE);
    }

    private int listed() {
        return replication.root().sizes().instances();
    }

    private long stay(int number) {
        return Objects.requireNonNull(find(number)).handle();
    }

    private @Nullable Listed find(int number) {
        ServiceView service = replication.root().service(SERVICE);
        return service == null ? null : service.find(id(number));
    }

    private static InstanceId id(int number) {
        return new InstanceId("http", "10.0." + number / 250 + '.' + number % 250, 8080, "");
    }
}
