package io.maregistry.server.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.server.raft.BirthRound.Decision;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** What an empty node n1 with the id a decides, the others being n2 (b) and n3 (c). */
@NullMarked
class BirthRoundTest {

    private static final Map<String, String> ALL = Map.of("n1", "a", "n2", "b", "n3", "c");
    private static final BirthAnswer SILENT = new BirthAnswer.Silent("connection refused");

    @Test
    void allEmptyWhoHeardTheSameFoundTogether() {
        assertThat(decide(empty("b", ALL), empty("c", ALL))).isEqualTo(founded(ALL));
    }

    @Test
    void emptyOneThatHasNotHeardAllYetIsWaitedFor() {
        Map<String, String> two = Map.of("n1", "a", "n2", "b", "n3", "");
        assertWaits(decide(empty("b", two), empty("c", ALL)), "waiting for n2 to hear from all of raft.members");
    }

    @Test
    void emptyOneThatHeardAnIdOfBeforeIsWaitedFor() {
        Map<String, String> stale = Map.of("n1", "a", "n2", "b", "n3", "x");
        assertWaits(decide(empty("b", stale), empty("c", ALL)), "waiting for n2 to hear");
    }

    @Test
    void silentOneIsWaitedForByName() {
        assertWaits(decide(empty("b", ALL), SILENT), "waiting for n3 (connection refused) to answer");
        assertWaits(decide(SILENT, SILENT), "waiting for n2 (connection refused), n3 (connection refused)");
    }

    @Test
    void otherMembersAreAFaultOfTheConfiguration() {
        Map<String, String> two = Map.of("n1", "a", "n2", "b");
        assertWaits(decide(empty("b", two), empty("c", ALL)), "n2 is configured with other raft.members: [n1, n2]");
    }

    @Test
    void copiedDirectoriesFoundNothing() {
        Map<String, String> twice = Map.of("n1", "a", "n2", "a", "n3", "c");
        assertWaits(decide(empty("a", twice), empty("c", twice)), "a data directory was copied");
    }

    @Test
    void bornOnesThatNameItAreJoined() {
        assertThat(decide(born(ALL), born(ALL))).isEqualTo(founded(ALL));
        assertThat(decide(born(ALL), empty("c", ALL))).isEqualTo(founded(ALL));
        assertThat(decide(born(ALL), SILENT)).isEqualTo(founded(ALL));
    }

    @Test
    void bornOneThatNamesAnotherIdKeepsItWaiting() {
        Map<String, String> before = Map.of("n1", "x", "n2", "b", "n3", "c");
        assertWaits(decide(born(before), born(ALL)), "n2 says its cluster knows this address under another node id");
        assertWaits(decide(SILENT, born(before)), "n3 says its cluster knows this address under another node id");
        assertThat(decide(true, born(before), SILENT)).isInstanceOf(Decision.Wait.class);
    }

    @Test
    void bornOneThatDoesNotHaveItsAddressKeepsItWaiting() {
        assertWaits(decide(born(Map.of("n2", "b", "n3", "c")), SILENT), "was born without this address");
    }

    @Test
    void bornOnesOfTwoClustersKeepItWaiting() {
        BirthAnswer one = new BirthAnswer.Born("b", "c1", ALL);
        BirthAnswer two = new BirthAnswer.Born("c", "c2", ALL);
        assertWaits(decide(one, two), "several clusters: [c1, c2]");
    }

    @Test
    void forceFoundsWithoutTheSilentButForTheWholeGroup() {
        assertThat(decide(true, empty("b", Map.of()), SILENT))
                .isEqualTo(founded(Map.of("n1", "a", "n2", "b", "n3", "")));
    }

    @Test
    void forceDoesNotPassOverOneThatIsConfiguredWithOtherMembers() {
        Map<String, String> two = Map.of("n1", "a", "n2", "b");
        assertWaits(decide(true, empty("b", two), SILENT), "n2 is configured with other raft.members: [n1, n2]");
    }

    @Test
    void forceDoesNotPassOverACopiedDirectory() {
        assertWaits(decide(true, empty("a", Map.of()), SILENT), "a data directory was copied");
    }

    @Test
    void nodeIsForeignWhereMostOrAllOthersBelongToOtherClusters() {
        assertThat(kinship(ofCluster("y"), ofCluster("y"))).isEqualTo(BirthRound.Kinship.FOREIGN);
        assertThat(kinship(ofCluster("y"), ofCluster("x"))).isEqualTo(BirthRound.Kinship.OURS);
        assertThat(kinship(ofCluster("y"), SILENT)).isEqualTo(BirthRound.Kinship.UNKNOWN);
        assertThat(kinship(ofCluster("y"), ofCluster(""))).isEqualTo(BirthRound.Kinship.UNKNOWN);
        assertThat(kinship(SILENT, empty("b", ALL))).isEqualTo(BirthRound.Kinship.UNKNOWN);
        assertThat(new BirthRound("n1", "a", new TreeMap<>(Map.of("n2", ofCluster("y")))).kinship("x"))
                .isEqualTo(BirthRound.Kinship.FOREIGN);
    }

    private static BirthRound.Kinship kinship(BirthAnswer n2, BirthAnswer n3) {
        return new BirthRound("n1", "a", new TreeMap<>(Map.of("n2", n2, "n3", n3))).kinship("x");
    }

    private static BirthAnswer ofCluster(String clusterId) {
        return new BirthAnswer.Born("any", clusterId, ALL);
    }

    @Test
    void placeThatAForcedBirthLeftOpenIsTakenByForceAlone() {
        Map<String, String> open = Map.of("n1", "", "n2", "b", "n3", "");
        assertWaits(decide(born(open), SILENT), "born by force while this node was silent");
        assertThat(decide(true, born(open), SILENT)).isEqualTo(founded(Map.of("n1", "a", "n2", "b", "n3", "")));
    }

    private static Decision decide(BirthAnswer n2, BirthAnswer n3) {
        return decide(false, n2, n3);
    }

    private static Decision decide(boolean forced, BirthAnswer n2, BirthAnswer n3) {
        return new BirthRound("n1", "a", new TreeMap<>(Map.of("n2", n2, "n3", n3))).decide(forced);
    }

    private static BirthAnswer empty(String id, Map<String, String> heard) {
        return new BirthAnswer.Empty(id, heard);
    }

    private static BirthAnswer born(Map<String, String> founders) {
        return new BirthAnswer.Born("any", "", founders);
    }

    private static Decision founded(Map<String, String> founders) {
        return new Decision.Found(new Founding(founders));
    }

    private static void assertWaits(Decision decision, String why) {
        assertThat(decision)
                .isInstanceOfSatisfying(
                        Decision.Wait.class, wait -> assertThat(wait.why()).contains(why));
    }
}
