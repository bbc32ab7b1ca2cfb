package io.maregistry.server.state;

import io.maregistry.model.Content;
import io.maregistry.model.InstanceId;
import io.maregistry.model.ServiceName;
import java.util.HashMap;
import java.util.Map;

/**
 * The generations that unregistered instances left behind: {@value #MAX_LEFT} at most and for {@value #MAX_AGE_MILLIS} ms
 * of clock, oldest go first.
 *
 * <p>One writer thread; {@link #view()} may be read by any.
 */
final class Generations {

    static final int MAX_LEFT = 100_000;
    static final long MAX_AGE_MILLIS = 600_000;

    private final RowSum rows;
    private final Map<Place, LeftGeneration> byPlace = new HashMap<>();
    private SortedTree<Long, LeftGeneration> byOrder = SortedTree.empty(LeftGeneration.BY_ORDER);

    Generations(RowSum rows) {
        this.rows = rows;
    }

    private record Place(ServiceName service, InstanceId id) {}

    SortedTree<Long, LeftGeneration> view() {
        return byOrder;
    }

    /** The generation left behind there, or {@link Content#NO_GENERATION}. */
    long left(ServiceName service, InstanceId id) {
        LeftGeneration left = byPlace.get(new Place(service, id));
        return left == null ? Content.NO_GENERATION : left.generation();
    }

    void leave(LeftGeneration left) {
        forget(left.service(), left.id());
        byPlace.put(new Place(left.service(), left.id()), left);
        byOrder = byOrder.with(left);
        rows.addGeneration(left);
        LeftGeneration oldest = byOrder.first();
        if (byOrder.size() > MAX_LEFT && oldest != null) {
            forget(oldest.service(), oldest.id());
        }
    }

    void forget(ServiceName service, InstanceId id) {
        LeftGeneration known = byPlace.remove(new Place(service, id));
        if (known != null) {
            byOrder = byOrder.without(known.order());
            rows.removeGeneration(known);
        }
    }

    /** Forgets what is too old at that time of the clock. */
    void expire(long clockMillis) {
        LeftGeneration oldest = byOrder.first();
        while (oldest != null && oldest.atMillis() + MAX_AGE_MILLIS <= clockMillis) {
            forget(oldest.service(), oldest.id());
            oldest = byOrder.first();
        }
    }
}
