package io.maregistry.client.internal.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.client.spi.Endpoint;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class NodesTest {

    private static final Endpoint A = Endpoint.of("a:1");
    private static final Endpoint B = Endpoint.of("b:2");
    private static final Endpoint C = Endpoint.of("c:3");

    private final ManualScheduler time = new ManualScheduler();
    private final Nodes nodes = new Nodes(List.of(A, B, C), time::nanoTime);

    @Test
    void nearestNodeStaysUntilAnotherIsTwiceAsNear() {
        nodes.answered(A, millis(10));
        nodes.answered(B, millis(20));
        assertThat(nodes.forReads()).startsWith(A);

        nodes.answered(C, millis(6));
        assertThat(nodes.forReads()).startsWith(A);

        nodes.answered(C, 0);
        nodes.answered(C, 0);
        assertThat(nodes.forReads()).startsWith(C, A, B);
    }

    @Test
    void nodeThatFailedComesLastUntilItHasRested() {
        nodes.answered(A, millis(1));
        nodes.answered(B, millis(2));
        nodes.answered(C, millis(3));
        nodes.failed(A);

        assertThat(nodes.forReads()).containsExactly(B, C, A);
        time.pass(Duration.ofMillis(200));
        assertThat(nodes.forReads()).as("it stays with the one that it went to").containsExactly(B, A, C);
    }

    @Test
    void leaderThatFailedIsNoLeaderAnyMore() {
        nodes.leaderIs(B, 4);
        assertThat(nodes.forWrites()).startsWith(B);

        nodes.failed(B);

        assertThat(nodes.leader()).isEmpty();
        assertThat(nodes.forWrites()).endsWith(B);
    }

    @Test
    void leaderThatCannotBeReachedFromHereComesFirstAgainOnceItHasRested() {
        nodes.leaderIs(B, 4);
        nodes.failed(B);
        nodes.leaderIs(B, 4); // so the others say

        assertThat(nodes.forWrites()).endsWith(B);
        time.pass(Duration.ofMillis(200));
        assertThat(nodes.forWrites()).startsWith(B);
    }

    @Test
    void leaderOfAnEarlierTermIsPassedOver() {
        nodes.leaderIs(B, 4);
        nodes.leaderIs(A, 3);

        assertThat(nodes.leader()).contains(B);
    }

    @Test
    void clusterThatIsBornAnewIsLearnedThoughItsTermIsLower() {
        Endpoint member = Endpoint.of("m:4");
        nodes.clusterIs("c1");
        nodes.leaderIs(B, 40);
        nodes.membersAre(List.of(A, B, C), 40);

        nodes.clusterIs("c2");
        assertThat(nodes.leader()).isEmpty();
        nodes.leaderIs(member, 1);
        nodes.membersAre(List.of(member), 1);

        assertThat(nodes.forWrites()).containsExactly(member, A, B, C);
        nodes.clusterIs("c2");
        assertThat(nodes.leader()).contains(member);
    }

    @Test
    void configuredNodesNeedNoConnectionWhileMembersAnswer() {
        Endpoint member = Endpoint.of("m:4");
        nodes.membersAre(List.of(member), 1);
        assertThat(nodes.inUse()).containsExactly(member, A, B, C);

        nodes.answered(member, millis(1));
        assertThat(nodes.inUse()).containsExactly(member);

        nodes.failed(member);
        assertThat(nodes.inUse()).containsExactly(member, A, B, C);
    }

    private static long millis(long millis) {
        return Duration.ofMillis(millis).toNanos();
    }

    @Test
    void nodeThatIsNoMemberAnyMoreIsReadFromLastThoughItIsTheNearest() {
        nodes.answered(A, millis(1));
        nodes.answered(B, millis(2));
        nodes.membersAre(List.of(A, B), 1);
        assertThat(nodes.forReads()).startsWith(A);

        nodes.membersAre(List.of(B), 2);

        assertThat(nodes.forReads()).startsWith(B);
    }
}
