package io.maregistry.server.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AssignmentTest {

    private static final int HANDLES = 10_000;

    private static List<String> members(Random random) {
        List<String> members = new ArrayList<>();
        int count = 3 + random.nextInt(5);
        for (int at = 0; at < count; at++) {
            members.add("node-" + Long.toHexString(random.nextLong()));
        }
        return members;
    }

    /** The owner of each handle; handles are given one after another, from anywhere on. */
    private static Map<Long, String> owners(List<String> members, long first) {
        Assignment assignment = Assignment.among(members);
        Map<Long, String> owners = new HashMap<>();
        LongStream.range(first, first + HANDLES)
                .forEach(handle -> owners.put(handle, assignment.ownerOf(handle).orElseThrow()));
        return owners;
    }

    @Test
    void withoutMembersNobodyAsks() {
        assertThat(Assignment.among(List.of()).ownerOf(7)).isEmpty();
        assertThat(Assignment.among(List.of()).isOf("a", 7)).isFalse();
    }

    @Test
    void loneMemberAsksAll() {
        assertThat(owners(List.of("a"), 1)).containsValue("a").doesNotContainValue("b");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void orderAndRepetitionOfMembersMakeNoDifference(long seed) {
        Random random = new Random(seed);
        List<String> members = members(random);
        List<String> shuffled = new ArrayList<>(members);
        shuffled.add(members.get(0));
        Collections.shuffle(shuffled, random);

        assertThat(owners(shuffled, seed)).isEqualTo(owners(members, seed));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void deadMembersShareMovesAndNothingElse(long seed) {
        List<String> members = members(new Random(seed));
        String dead = members.get(0);
        Map<Long, String> before = owners(members, seed);
        Map<Long, String> after = owners(members.subList(1, members.size()), seed);

        before.forEach((handle, owner) -> {
            if (owner.equals(dead)) {
                assertThat(after.get(handle)).isNotEqualTo(dead);
            } else {
                assertThat(after).containsEntry(handle, owner);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void newMemberTakesFromAllAndNothingMovesBetweenTheOthers(long seed) {
        List<String> members = members(new Random(seed));
        List<String> more = new ArrayList<>(members);
        more.add("node-new");
        Map<Long, String> before = owners(members, seed);

        owners(more, seed).forEach((handle, owner) -> assertThat(owner).isIn(before.get(handle), "node-new"));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void sharesAreEvenAlsoThoseThatADeadMemberLeaves(long seed) {
        List<String> members = members(new Random(seed));
        assertShares(members, owners(members, seed));

        List<String> left = members.subList(1, members.size());
        assertShares(left, owners(left, seed));
    }

    private static void assertShares(List<String> members, Map<Long, String> owners) {
        int even = HANDLES / members.size();
        for (String member : members) {
            assertThat(Collections.frequency(owners.values(), member))
                    .as("share of %s", member)
                    .isCloseTo(even, within(even / 5));
        }
    }
}
