package io.maregistry.server.state;

import io.maregistry.model.Metrics;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The metrics of instances, by slot: a table of references in chunks of 64, beside {@link LiveTable} and copied as that one
 * is. Chunks are made where metrics are first set, so whoever tells none costs nothing, and a renewal without any does not
 * touch it.
 *
 * <p>One writer thread; {@link View} may be read by any thread.
 */
final class MetricsTable {

    private static final int LEAF_BITS = 6;
    private static final int MIDDLE_BITS = 7;
    private static final int LEAF_MASK = (1 << LEAF_BITS) - 1;
    private static final int MIDDLE_MASK = (1 << MIDDLE_BITS) - 1;

    private @Nullable Middle[] middles = new Middle[0];
    private long epoch; // chunks of an older epoch are shared with a view

    /** Puts them there; {@link Metrics#NONE} ends what was there, and costs nothing where nothing was. */
    void set(int slot, Metrics metrics) {
        if (!metrics.isEmpty()) {
            writable(slot)[slot & LEAF_MASK] = metrics;
        } else if (!get(slot).isEmpty()) {
            writable(slot)[slot & LEAF_MASK] = null;
        }
    }

    Metrics get(int slot) {
        return get(middles, slot);
    }

    /** What the table holds now, for ever. */
    View view() {
        epoch++;
        return new View(middles.length == 0 ? middles : middles.clone());
    }

    private @Nullable Metrics[] writable(int slot) {
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
            leaf = new Leaf(epoch, leaf == null ? new Metrics[LEAF_MASK + 1] : leaf.metrics.clone());
            middle.leaves[at] = leaf;
        }
        return leaf.metrics;
    }

    private static Metrics get(@Nullable Middle[] middles, int slot) {
        int top = slot >>> (LEAF_BITS + MIDDLE_BITS);
        Middle middle = top < middles.length ? middles[top] : null;
        Leaf leaf = middle == null ? null : middle.leaves[(slot >>> LEAF_BITS) & MIDDLE_MASK];
        Metrics metrics = leaf == null ? null : leaf.metrics[slot & LEAF_MASK];
        return metrics == null ? Metrics.NONE : metrics;
    }

    /** The table as it stood at one moment; immutable. */
    static final class View {
        private final @Nullable Middle[] middles;

        private View(@Nullable Middle[] middles) {
            this.middles = middles;
        }

        Metrics metrics(int slot) {
            return get(middles, slot);
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
        final @Nullable Metrics[] metrics;

        Leaf(long epoch, @Nullable Metrics[] metrics) {
            this.epoch = epoch;
            this.metrics = metrics;
        }
    }
}
