package io.maregistry.server.state;

import io.maregistry.model.Content;
import io.maregistry.model.InstanceId;
import io.maregistry.model.ServiceName;

/**
 * The generation that an unregistered instance had: for a while, a register at or below it is refused, so that a late
 * message of the old process cannot bring it back.
 *
 * @param order place among all of them, in the order of applying
 * @param atMillis when it was left, on the liveness clock
 */
public record LeftGeneration(long order, ServiceName service, InstanceId id, long generation, long atMillis) {

    public LeftGeneration {
        Content.checkGeneration(generation);
    }

    static final SortedTree.Order<Long, LeftGeneration> BY_ORDER = new SortedTree.Order<>() {
        @Override
        public Long keyOf(LeftGeneration value) {
            return value.order;
        }

        @Override
        public int compare(Long key, LeftGeneration value) {
            return Long.compare(key, value.order);
        }
    };
}
