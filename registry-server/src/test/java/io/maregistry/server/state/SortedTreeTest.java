package io.maregistry.server.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class SortedTreeTest {

    private static final SortedTree.Order<Integer, Integer> NUMBERS = new SortedTree.Order<>() {
        @Override
        public Integer keyOf(Integer value) {
            return value;
        }

        @Override
        public int compare(Integer key, Integer value) {
            return Integer.compare(key, value);
        }
    };

    // the key is what comes before the last digit
    private static final SortedTree.Order<Integer, Integer> TENS = new SortedTree.Order<>() {
        @Override
        public Integer keyOf(Integer value) {
            return value / 10;
        }

        @Override
        public int compare(Integer key, Integer value) {
            return Integer.compare(key, value / 10);
        }
    };

    @Test
    void holdsWhatASortedSetHoldsAfterAnyInsertionsAndRemovals() {
        Random random = new Random(42);
        SortedTree<Integer, Integer> tree = SortedTree.empty(NUMBERS);
        TreeSet<Integer> set = new TreeSet<>();
        for (int step = 0; step < 60_000; step++) {
            int number = random.nextInt(20_000);
            boolean grows = step < 30_000 ? random.nextInt(4) != 0 : random.nextInt(4) == 0;
            tree = grows ? tree.with(number) : tree.without(number);
            boolean ignored = grows ? set.add(number) : set.remove(number);
            if (step % 5_000 == 0) {
                assertThat(tree).containsExactlyElementsOf(set);
            }
            assertThat(tree.size()).isEqualTo(set.size());
            assertThat(tree.get(number)).isEqualTo(set.contains(number) ? number : null);
        }
        assertThat(tree).containsExactlyElementsOf(set);
        for (Integer number : set) {
            tree = tree.without(number);
        }
        assertThat(tree.isEmpty()).isTrue();
        assertThat(tree.first()).isNull();
    }

    @Test
    void earlierTreesStayAsTheyWere() {
        SortedTree<Integer, Integer> tree = SortedTree.empty(NUMBERS);
        List<SortedTree<Integer, Integer>> earlier = new ArrayList<>();
        for (int number = 0; number < 3_000; number++) {
            earlier.add(tree);
            tree = tree.with(number);
        }
        for (int size = 0; size < 3_000; size += 7) {
            assertThat(earlier.get(size).size()).isEqualTo(size);
            assertThat(earlier.get(size).get(size)).isNull();
            assertThat(earlier.get(size)).hasSize(size);
        }
    }

    @Test
    void valuesAppendedInOrderFillTheirLeaves() {
        SortedTree<Integer, Integer> tree = SortedTree.empty(NUMBERS);
        for (int number = 0; number < 64 * 100; number++) {
            tree = tree.with(number);
        }
        List<Integer> sizes = new ArrayList<>();
        tree.forEachLeaf(leaf -> sizes.add(leaf.values().size()));
        assertThat(sizes).hasSize(100).containsOnly(64);
    }

    @Test
    void replacedValuesAreTheNewOnesEverywhere() {
        SortedTree<Integer, Integer> tree = SortedTree.empty(TENS);
        for (int ten = 0; ten < 64 * 40; ten++) {
            tree = tree.with(ten * 10);
        }
        for (int ten = 0; ten < 64 * 40; ten++) {
            tree = tree.with(ten * 10 + 7);
        }

        assertThat(tree.size()).isEqualTo(64 * 40);
        assertThat(tree.first()).isEqualTo(7);
        assertThat(tree).allMatch(value -> value % 10 == 7);
    }

    @Test
    void memoLivesAsLongAsItsLeaf() {
        SortedTree<Integer, Integer> tree = SortedTree.empty(NUMBERS);
        for (int number = 0; number < 64 * 3; number++) {
            tree = tree.with(number);
        }
        List<Object> made = memos(tree);
        assertThat(memos(tree)).containsExactlyElementsOf(made);

        List<Object> afterChange = memos(tree.with(1));

        assertThat(afterChange.get(0)).isNotSameAs(made.get(0));
        assertThat(afterChange.get(1)).isSameAs(made.get(1));
        assertThat(afterChange.get(2)).isSameAs(made.get(2));
    }

    private static List<Object> memos(SortedTree<Integer, Integer> tree) {
        List<Object> memos = new ArrayList<>();
        tree.forEachLeaf(leaf -> memos.add(leaf.memo(1, Object::new)));
        return memos;
    }
}
