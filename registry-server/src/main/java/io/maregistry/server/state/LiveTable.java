package io.maregistry.server.state;

import io.maregistry.model.Metrics;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The numbers that renewals move, by slot: when an instance was last seen on the liveness clock, when that was on the
 * wall, and how often it renewed; and beside them the metrics of those who told some.
 *
 * <p>A three-level table of chunks of 64 slots. The writer edits a chunk in place where it made it after the last {@link
 * #view()}, and a copy of it otherwise, so a view is a copy of at most 256 references whatever the number of instances,
 * and a renewal copies at most one chunk (1.5 KB) and one middle node (0.5 KB) between two views.
 *
 * <p>One writer thread; {@link View} may be read by any thread.
 */
final class LiveTable {

    private static final int LEAF_BITS = 6;
    private static final int MIDDLE_BITS = 7;
    private static final int LEAF_MASK = (1 << LEAF_BITS) - 1;
    private static final int MIDDLE_MASK = (1 << MIDDLE_BITS) - 1;
    private static final int NUMBERS = 3;

    private @Nullable Middle[] middles = new Middle[1];
    private long epoch; // chunks of an older epoch are shared with a view
    private final MetricsTable metrics = new MetricsTable();

    /** Sets the numbers; metrics stay. */
    void set(int slot, long lastSeenMillis, long renewedAtMillis, long renewals) {
        long[] numbers = writable(slot);
        int at = (slot & LEAF_MASK) * NUMBERS;
        numbers[at] = lastSeenMillis;
        numbers[at + 1] = renewedAtMillis;
        numbers[at + 2] = renewals;
    }

    void set(int slot, Metrics now) {
        metrics.set(slot, now);
    }

    Metrics metrics(int slot) {
        return metrics.get(slot);
    }

    /** What the table holds now, for ever. */
    View view() {
        epoch++;
        return new View(middles.clone(), metrics.view());
    }

    long lastSeenMillis(int slot) {
        return number(middles, slot, 0);
    }

    long renewedAtMillis(int slot) {
        return number(middles, slot, 1);
    }

    long renewals(int slot) {
        return number(middles, slot, 2);
    }

    private long[] writable(int slot) {
        int top = slot >>> (LEAF_BITS + MIDDLE_BITS);
        if (top >= middles.length) {
            middles = Arrays.copyOf(middles, Math.max(top + 1, middles.length * 2));
        }
        Middle middle = middles[top];
        if (middle == null || middle.epoch != epoch) {
            middle = new Middle(epoch, middle == null ? new Leaf[MIDDLE_MASK + 1] : middle.leaves.clone());
            middles[top] = middle;
        }
        int at = (slot >>> LEAF_BITS) & MIDDLE_MASK;
        Leaf leaf = middle.leaves[at];
        if (leaf == null || leaf.epoch != epoch) {
            leaf = new Leaf(epoch, leaf == null ? new long[(LEAF_MASK + 1) * NUMBERS] : leaf.numbers.clone());
            middle.leaves[at] = leaf;
        }
        return leaf.numbers;
    }

    private static long number(@Nullable Middle[] middles, int slot, int which) {
        Leaf leaf = leafOf(middles, slot);
        return leaf == null ? 0 : leaf.numbers[(slot & LEAF_MASK) * NUMBERS + which];
    }

    private static @Nullable Leaf leafOf(@Nullable Middle[] middles, int slot) {
        int top = slot >>> (LEAF_BITS + MIDDLE_BITS);
        Middle middle = top < middles.length ? middles[top] : null;
        return middle == null ? null : middle.leaves[(slot >>> LEAF_BITS) & MIDDLE_MASK];
    }

    /** The table as it stood at one moment; immutable. */
    static final class View {
        private final @Nullable Middle[] middles;
        private final MetricsTable.View metrics;

        private View(@Nullable Middle[] middles, MetricsTable.View metrics) {
            this.middles = middles;
            this.metrics = metrics;
        }

        Metrics metrics(int slot) {
            return metrics.metrics(slot);
        }

        LiveNumbers numbers(int slot) {
            Leaf leaf = leafOf(middles, slot);
            if (leaf == null) {
                return new LiveNumbers(0, 0, 0);
            }
            int at = (slot & LEAF_MASK) * NUMBERS;
            return new LiveNumbers(leaf.numbers[at], leaf.numbers[at + 1], leaf.numbers[at + 2], metrics.metrics(slot));
        }
    }

    private static final class Middle {
        final long epoch;
        final @Nullable Leaf[] leaves;

        Middle(long epoch, @Nullable Leaf[] leaves) {
            this.epoch = epoch;
            this.leaves = leaves;
        }
    }

    private static final class Leaf {
        final long epoch;
        final long[] numbers;

        Leaf(long epoch, long[] numbers) {
            this.epoch = epoch;
            this.numbers = numbers;
        }
    }
}
