package io.maregistry.server.state;

import io.maregistry.model.ServiceName;
import java.util.HashMap;
import java.util.Map;

/**
 * What services lost to silence within the hold of protection; {@value #MAX_LOSSES} rows at most, oldest go first.
 *
 * <p>One writer thread; {@link #view()} may be read by any.
 */
final class Losses {

    static final int MAX_LOSSES = 100_000;

    private final RowSum rows;
    private final Map<ServiceName, Integer> sums = new HashMap<>(); // derived
    private SortedTree<Loss.Key, Loss> byOrder = SortedTree.empty(Loss.BY_ORDER);

    Losses(RowSum rows) {
        this.rows = rows;
    }

    SortedTree<Loss.Key, Loss> view() {
        return byOrder;
    }

    /** How many the service lost. */
    int of(ServiceName service) {
        return sums.getOrDefault(service, 0);
    }

    void add(Loss loss) {
        byOrder = byOrder.with(loss);
        sums.merge(loss.service(), loss.count(), Integer::sum);
        rows.addLoss(loss);
        Loss oldest = byOrder.first();
        if (byOrder.size() > MAX_LOSSES && oldest != null) {
            forget(oldest);
        }
    }

    /** Forgets what was longer ago than {@code holdMillis} at that time of the clock. */
    void expire(long clockMillis, long holdMillis) {
        Loss oldest = byOrder.first();
        while (oldest != null && oldest.atMillis() + holdMillis <= clockMillis) {
            forget(oldest);
            oldest = byOrder.first();
        }
    }

    void clear() {
        byOrder.forEach(rows::removeLoss);
        byOrder = SortedTree.empty(Loss.BY_ORDER);
        sums.clear();
    }

    private void forget(Loss loss) {
        byOrder = byOrder.without(loss.key());
        rows.removeLoss(loss);
        sums.computeIfPresent(loss.service(), (service, sum) -> sum == loss.count() ? null : sum - loss.count());
    }
}
