package io.maregistry.server.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.model.Content;
import io.maregistry.model.Edit;
import io.maregistry.model.InstanceId;
import io.maregistry.model.InstancePatch;
import io.maregistry.model.Lease;
import io.maregistry.model.Parameters;
import io.maregistry.model.Release;
import io.maregistry.model.ServiceName;
import io.maregistry.model.ServicePatch;
import io.maregistry.server.state.Configure;
import io.maregistry.server.state.PatchInstance;
import io.maregistry.server.state.PatchService;
import io.maregistry.server.state.Register;
import io.maregistry.server.state.ServiceView;
import io.maregistry.server.state.Settings;
import io.maregistry.server.state.Tick;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a leader makes of the rules of services: their default ttl, and their own ratio of protection. */
class RuledExpiryTest {

    private static final ServiceName SERVICE = ServiceName.of("a.B");
    private static final ServiceName OTHER = ServiceName.of("blue", "g", "a.B");
    private static final int TTL = (int) Settings.DEFAULT.defaultTtlMillis();
    private static final int STEP_MILLIS = 50;
    private static final int MANY = 20;
    private static final PatchInstance.Room ROOM = new PatchInstance.Room(128, 65_536);

    private final KeeperUnderTest held = new KeeperUnderTest(1_000);

    @BeforeEach
    void lead() throws Exception {
        held.protectNobody();
        held.keeper.listen();
        held.keeper.started(3);
        held.keeper.stepNow();
    }

    @AfterEach
    void close() {
        held.close();
    }

    @Test
    void whoNamesNoTtlHasThatOfItsServiceThenThatOfTheCluster() throws Exception {
        rule(SERVICE, ServicePatch.NONE.withTtlMillis(Edit.to(5_000L)));
        register(SERVICE, 1);
        register(SERVICE, 2, 9_000);
        register(OTHER, 1);
        serve(4_500);
        assertThat(listed(SERVICE)).isEqualTo(2);

        serve(1_500);
        assertThat(listed(SERVICE)).isEqualTo(1);
        serve(4_000);
        assertThat(listed(SERVICE)).isZero();
        assertThat(listed(OTHER)).isEqualTo(1);
        serve(TTL - 9_000);

        assertThat(listed(OTHER)).isZero();
    }

    @Test
    void shorterTtlCountsForThoseWhoAreListedFromTheirLastSignOfLifeOn() throws Exception {
        register(SERVICE, 1);
        register(SERVICE, 2, TTL);
        serve(4_000);
        rule(SERVICE, ServicePatch.NONE.withTtlMillis(Edit.to(6_000L)));
        serve(1_500);
        assertThat(listed(SERVICE)).isEqualTo(2);

        serve(1_500);

        assertThat(listed(SERVICE)).isEqualTo(1);
    }

    @Test
    void longerTtlKeepsThoseWhoAreListed() throws Exception {
        register(SERVICE, 1);
        serve(TTL - 1_000);
        rule(SERVICE, ServicePatch.NONE.withTtlMillis(Edit.to(2L * TTL)));
        serve(TTL);
        assertThat(listed(SERVICE)).isEqualTo(1);

        serve(2_000);

        assertThat(listed(SERVICE)).isZero();
    }

    @Test
    void ttlThatIsTakenAwayIsThatOfTheClusterAgain() throws Exception {
        rule(SERVICE, ServicePatch.NONE.withTtlMillis(Edit.to(600_000L)));
        register(SERVICE, 1);
        serve(TTL + 2_000);
        assertThat(listed(SERVICE)).isEqualTo(1);

        rule(SERVICE, ServicePatch.NONE.withTtlMillis(Edit.clear()));
        serve(1_000);

        assertThat(listed(SERVICE)).isZero();
    }

    @Test
    void ttlOfItsOwnThatIsShorterThanTheFormerRulesCountsWhereTheRulesChangeInTheSameEntry() throws Exception {
        rule(SERVICE, ServicePatch.NONE.withTtlMillis(Edit.to(3_600_000L)));
        register(SERVICE, 1);
        serve(1_000);
        held.replication.apply(
                patch(SERVICE, ServicePatch.NONE.withTtlMillis(Edit.to(10_000L))),
                new PatchInstance(
                        null,
                        SERVICE,
                        id(1),
                        PatchInstance.ANY_REVISION,
                        InstancePatch.NONE.withTtlMillis(Edit.to(30_000L)),
                        ROOM));
        serve(28_000);
        assertThat(listed(SERVICE)).isEqualTo(1);

        serve(2_000);

        assertThat(listed(SERVICE)).isZero();
    }

    @Test
    void nextLeaderKnowsTheRules() throws Exception {
        rule(SERVICE, ServicePatch.NONE.withTtlMillis(Edit.to(5_000L)));
        register(SERVICE, 1);
        serve(2_000);
        held.keeper.stopped();
        held.keeper.started(4);
        held.keeper.stepNow();

        serve(4_000);

        assertThat(listed(SERVICE)).isZero();
    }

    @Test
    void ownRatioProtectsAServiceThatTheClusterWouldNot() throws Exception {
        rule(SERVICE, ServicePatch.NONE.withRatioPerMille(Edit.to(300)));
        registerMany(SERVICE);
        registerMany(OTHER);

        serve(TTL + 1_000);

        assertThat(listed(SERVICE)).isEqualTo(MANY);
        assertThat(listed(OTHER)).isZero();
        assertThat(held.replication.root().protections())
                .extracting(protection -> protection.service())
                .containsExactly(SERVICE);
    }

    @Test
    void ownRatioLetsLeaveWhomTheClusterWouldHold() throws Exception {
        held.replication.apply(new Configure(Settings.DEFAULT));
        rule(SERVICE, ServicePatch.NONE.withRatioPerMille(Edit.to(Settings.Doubt.NEVER)));
        registerMany(SERVICE);
        registerMany(OTHER);

        serve(TTL + 1_000);

        assertThat(listed(SERVICE)).isZero();
        assertThat(listed(OTHER)).isEqualTo(MANY);
    }

    @Test
    void protectionEndsSoonAfterTheRatioDoesNotHoldAnyMore() throws Exception {
        rule(SERVICE, ServicePatch.NONE.withRatioPerMille(Edit.to(300)));
        registerMany(SERVICE);
        serve(TTL - 1_000);
        held.replication.apply(
                new Tick(0, LongStream.rangeClosed(1, MANY / 2).boxed().toList(), List.of()));
        serve(2_000);
        assertThat(listed(SERVICE)).isEqualTo(MANY);

        rule(SERVICE, ServicePatch.NONE.withRatioPerMille(Edit.to(500)));
        serve(3_000);

        assertThat(held.replication.root().protections()).isEmpty();
        assertThat(listed(SERVICE)).isEqualTo(MANY / 2);
    }

    private void rule(ServiceName service, ServicePatch patch) {
        held.replication.apply(patch(service, patch));
    }

    private static PatchService patch(ServiceName service, ServicePatch patch) {
        return new PatchService(null, service, PatchInstance.ANY_REVISION, patch, ROOM);
    }

    private void registerMany(ServiceName service) {
        for (int number = 1; number <= MANY; number++) {
            register(service, number);
        }
    }

    private void register(ServiceName service, int number) {
        register(service, number, Lease.UNSET);
    }

    private void register(ServiceName service, int number, long ttlMillis) {
        Content content = new Content(
                Parameters.empty(),
                Content.NORMAL_WEIGHT,
                new Lease(true, ttlMillis, Lease.UNSET),
                Content.NO_GENERATION,
                null,
                null,
                Release.NONE);
        held.replication.apply(new Register(null, service, id(number), content, true));
    }

    private static InstanceId id(int number) {
        return new InstanceId("http", "10.0.0." + number, 8080, "");
    }

    private void serve(int millis) throws Exception {
        for (int passed = 0; passed < millis; passed += STEP_MILLIS) {
            held.pass(1);
            while (held.replication.underWay() > 0) {
                held.replication.commit();
                held.keeper.barrier();
            }
        }
    }

    private int listed(ServiceName service) {
        ServiceView view = held.replication.root().service(service);
        return view == null ? 0 : view.size();
    }
}
