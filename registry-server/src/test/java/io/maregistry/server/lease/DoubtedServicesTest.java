package io.maregistry.server.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.model.Content;
import io.maregistry.model.InstanceId;
import io.maregistry.model.Lease;
import io.maregistry.model.Parameters;
import io.maregistry.model.Release;
import io.maregistry.model.ServiceName;
import io.maregistry.server.state.Configure;
import io.maregistry.server.state.Expire;
import io.maregistry.server.state.Register;
import io.maregistry.server.state.Settings;
import io.maregistry.server.state.Tick;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a leader says of protected services, and how much room that takes beside the others. */
class DoubtedServicesTest {

    private static final ServiceName SERVICE = ServiceName.of("a.B");
    private static final int HOLD_MILLIS = 5_000;
    private static final int TTL_MILLIS = (int) Settings.DEFAULT.defaultTtlMillis();

    private final HeldProposer replication = new HeldProposer();
    private final ExpirySweep sweep = new ExpirySweep();

    @BeforeEach
    void doubt() {
        replication.apply(new Configure(new Settings(
                TTL_MILLIS, 0, new Settings.Doubt(300, 10, 1_000, HOLD_MILLIS), true, Settings.Limits.DEFAULT)));
        replication.listen(sweep.feed());
    }

    @Test
    void nothingIsSaidWhileItHoldsAndNobodyMayLeave() {
        protect(20);

        for (int second = 0; second < 4; second++) {
            look();
            assertThat(round()).isNull();
            tick(1_000);
        }
    }

    @Test
    void nobodyIsNamedWhereTheStateWouldEndIt() {
        protect(20);
        look();
        replication.apply(new Tick(1_000, LongStream.rangeClosed(1, 15).boxed().toList(), List.of()));

        look();

        assertThat(next()).containsExactly(new Expire(SERVICE, List.of()));
    }

    @Test
    void stateEndsItThen() {
        nobodyIsNamedWhereTheStateWouldEndIt();

        replication.apply(new Expire(SERVICE, List.of()));

        assertThat(replication.root().protections()).isEmpty();
    }

    @Test
    void oldestAreNamedInPartsWhenTheHoldIsOver() {
        protect(700);
        look();
        tick(HOLD_MILLIS + 1_000);
        look();

        assertThat(next())
                .hasSize(2)
                .allSatisfy(part -> assertThat(part.silent()).hasSize(Expire.MAX_SILENT / 2));
    }

    @Test
    void othersHaveHalfOfARound() {
        registerOthers(600);
        protect(700);
        look();
        tick(HOLD_MILLIS + 1_000);
        look();

        List<Expire> round = next();

        assertThat(named(round, true)).isEqualTo(Expire.MAX_SILENT / 2);
        assertThat(named(round, false)).isEqualTo(Expire.MAX_SILENT / 2);
    }

    @Test
    void roundCountsNoMoreThanItsShareOfLargeServices() {
        int large = RoundRoom.MAX_COUNTED / 4 - 1;
        for (int number = 0; number < 8 * large; number++) {
            boolean isFirst = number % large == 0;
            register(ServiceName.of("large" + number / large), number, isFirst);
        }
        tick(TTL_MILLIS);
        sweep.start(replication);
        look();

        assertThat(next()).hasSize(5); // the fifth is the one with which the room is over
    }

    private static int named(List<Expire> round, boolean ofTheProtected) {
        return round.stream()
                .filter(command -> command.service().equals(SERVICE) == ofTheProtected)
                .mapToInt(command -> command.silent().size())
                .sum();
    }

    private void protect(int instances) {
        for (int number = 0; number < instances; number++) {
            register(SERVICE, number);
        }
        tick(TTL_MILLIS);
        replication.apply(new Expire(SERVICE, List.of()));
        assertThat(replication.root().protections().get(SERVICE)).isNotNull();
        sweep.start(replication);
    }

    private void registerOthers(int instances) {
        for (int number = 0; number < instances; number++) {
            register(ServiceName.of("other" + number / 5), number);
        }
    }

    private void register(ServiceName service, int number) {
        register(service, number, true);
    }

    private void register(ServiceName service, int number, boolean ephemeral) {
        InstanceId id = new InstanceId(
                "http", "10." + number / 62_500 + '.' + number / 250 % 250 + '.' + number % 250, 8080, "");
        Lease lease = new Lease(ephemeral, Lease.UNSET, Lease.UNSET);
        Content content = new Content(
                Parameters.empty(), Content.NORMAL_WEIGHT, lease, Content.NO_GENERATION, null, null, Release.NONE);
        replication.apply(new Register(null, service, id, content, true));
    }

    private void tick(int millis) {
        for (int passed = 0; passed < millis; passed += 1_000) {
            replication.apply(new Tick(1_000, List.of(), List.of()));
        }
    }

    private void look() {
        sweep.look(root -> root.scalars().clockMillis());
    }

    private List<Expire> next() {
        return Objects.requireNonNull(round()).commands().stream()
                .map(Expire.class::cast)
                .toList();
    }

    private ExpirySweep.@Nullable Round round() {
        return sweep.next(replication.root(), replication.root().scalars().clockMillis(), Set.of());
    }
}
