package io.maregistry.server.state;

import io.maregistry.model.ServiceName;

/**
 * Instances that left a service for their silence, or because their check failed for too long, at one time: as long as it is
 * not long ago, they count as silent still.
 *
 * @param order place among all of them, in the order of applying; of those of one order the services tell
 * @param count how many were removed, at least 1
 * @param atMillis when, on the liveness clock
 */
public record Loss(long order, ServiceName service, int count, long atMillis) {

    /** One command may cost several services something. */
    public record Key(long order, ServiceName service) {}

    static final SortedTree.Order<Key, Loss> BY_ORDER = new SortedTree.Order<>() {
        @Override
        public Key keyOf(Loss value) {
            return value.key();
        }

        @Override
        public int compare(Key key, Loss value) {
            int order = Long.compare(key.order, value.order);
            return order == 0 ? key.service.compareTo(value.service) : order;
        }
    };

    Key key() {
        return new Key(order, service);
    }
}
