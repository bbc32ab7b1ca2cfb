package io.maregistry.server.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.model.CheckState;
import io.maregistry.server.replication.InMemoryReplication;
import io.maregistry.server.replication.MemberReport;
import io.maregistry.server.replication.Standing;
import io.maregistry.server.state.CheckVerdicts;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PlanTest {

    private final InMemoryReplication registry = InMemoryReplication.born();
    private final AtomicLong nanos = new AtomicLong(TimeUnit.HOURS.toNanos(1));
    private final CheckedInstances instances = new CheckedInstances(registry);
    private final Plan plan = new Plan(instances, new Askers(registry), nanos::get);

    private static Standing standing(Standing.Mode mode, Standing.Role role, long ageMillis, Standing.Health health) {
        return new Standing(mode, role, 7, InMemoryReplication.SELF.peer(), 1, ageMillis, health);
    }

    private static MemberReport member(String name, boolean isAlive, boolean isReady) {
        MemberReport.Figures figures = new MemberReport.Figures(Standing.Role.FOLLOWER, 7, 1, 1, 1, 1, "", isReady, 0);
        return new MemberReport(name, name + ":10081", false, null, figures, isAlive);
    }

    private void put(int count) {
        registry.listen(instances);
        for (int at = 0; at < count; at++) {
            Registered.put(registry, "a.A", "h" + at, Registered.CHECK);
        }
    }

    private List<Checked> next() {
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
        return Objects.requireNonNull(plan.next());
    }

    @Test
    void loneNodeAsksAllAndSaysNothingWhereNothingMoves() {
        put(20);

        assertThat(next()).hasSize(20);
        assertThat(plan.next()).isNull();
        Registered.put(registry, "a.A", "more", Registered.CHECK);
        assertThat(plan.next()).as("not within a second").isNull();
        assertThat(next()).hasSize(21);
    }

    @Test
    void membersThatAreAliveShareThem() {
        put(300);
        registry.addMember(member("n2", true, true));
        registry.addMember(member("n3", false, true));
        registry.addMember(member("n4", true, false)); // catches up, or differs: asks nobody

        assertThat(next().size()).isBetween(110, 190);
    }

    @Test
    void nobodyIsAskedWhereNobodyCouldBeTold() {
        put(3);
        registry.stand(standing(Standing.Mode.RAFT, Standing.Role.FOLLOWER, 0, Standing.Health.NOT_READY));
        assertThat(plan.next()).isNull();
        registry.stand(
                standing(Standing.Mode.RAFT, Standing.Role.FOLLOWER, Askers.LEADERLESS_MILLIS, Standing.Health.READY));
        assertThat(next()).hasSize(3);

        registry.stand(standing(
                Standing.Mode.RAFT, Standing.Role.FOLLOWER, Askers.LEADERLESS_MILLIS + 1, Standing.Health.READY));
        assertThat(next()).isEmpty();
        assertThat(plan.next()).isNull();
    }

    @Test
    void whoHearsNoLeaderDoesNotTakeOverFromThoseItHearsNoMore() {
        put(300);
        registry.addMember(member("n2", true, true));
        int share = next().size();

        registry.stand(
                standing(Standing.Mode.RAFT, Standing.Role.FOLLOWER, Askers.SILENT_MILLIS + 1, Standing.Health.READY));
        registry.addMember(member("n2", false, true));
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
        assertThat(plan.next()).as("nothing has moved").isNull();

        registry.stand(standing(Standing.Mode.RAFT, Standing.Role.FOLLOWER, 0, Standing.Health.READY));
        assertThat(next()).hasSize(300).hasSizeGreaterThan(share);
    }

    @Test
    void inHashModeTheLeaderAsksAllAndNobodyElseDoes() {
        put(30);
        registry.addMember(member("n2", true, true));
        registry.stand(standing(Standing.Mode.HASH, Standing.Role.FOLLOWER, 0, Standing.Health.READY));
        assertThat(plan.next()).isNull();

        registry.stand(standing(Standing.Mode.HASH, Standing.Role.LEADER, Standing.NEVER_HEARD, Standing.Health.READY));
        assertThat(next()).hasSize(30);
    }

    @Test
    void whoTakesOverBeginsWithTheVerdictThatStands() {
        put(1);
        Registered.put(registry, "a.A", "open", Registered.CHECK);
        assertThat(next()).extracting(Checked::standing).containsOnly(Verdict.OPEN);
        assertThat(next(CheckState.Verdict.FAILING)).containsExactly(Verdict.FAILING, Verdict.OPEN);
        assertThat(next(CheckState.Verdict.GOOD)).containsExactly(Verdict.GOOD, Verdict.OPEN);
    }

    /** The verdicts that stand behind that one on the first instance. */
    private List<Verdict> next(CheckState.Verdict verdict) {
        long first = instances.all().findFirst().orElseThrow().handle();
        registry.apply(new CheckVerdicts(
                List.of(new CheckVerdicts.Found(first, Registered.CHECK, verdict, "of the test", 1))));
        return next().stream().map(Checked::standing).toList();
    }

    @Test
    void hostIsTheInstancesOwn() {
        registry.listen(instances);
        Registered.put(registry, "a.A", "fd00::7", Registered.CHECK);

        assertThat(next()).extracting(Checked::host).containsExactly("fd00::7");
    }
}
