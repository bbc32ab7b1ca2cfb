package io.maregistry.server.state;

import io.maregistry.model.ServiceName;

/**
 * Instances that left a service for their silence at one time: as long as it is not long ago, they count as silent still.
 *
 * @param order place among all of them, in the order of applying
 * @param count how many were removed, at least 1
 * @param atMillis when, on the liveness clock
 */
public record Loss(long order, ServiceName service, int count, long atMillis) {

    static final SortedTree.Order<Long, Loss> BY_ORDER = new SortedTree.Order<>() {
        @Override
        public Long keyOf(Loss value) {
            return value.order;
        }

        @Override
        public int compare(Long key, Loss value) {
            return Long.compare(key, value.order);
        }
    };
}
