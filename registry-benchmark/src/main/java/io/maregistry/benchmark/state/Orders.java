package io.maregistry.benchmark.state;

import io.maregistry.model.InstanceId;
import io.maregistry.server.state.Listed;
import io.maregistry.server.state.SortedTree;

/** The two orders in which a service keeps its instances; the state core's own are its secret. */
final class Orders {

    static final SortedTree.Order<Long, Listed> BY_HANDLE = new SortedTree.Order<>() {
        @Override
        public Long keyOf(Listed value) {
            return value.handle();
        }

        @Override
        public int compare(Long key, Listed value) {
            return Long.compare(key, value.handle());
        }
    };

    /** An identity with its hash, which {@link Listed} has beside its handle. */
    record IdKey(int hash, InstanceId id) {
        static IdKey of(InstanceId id) {
            return new IdKey(id.hashCode(), id);
        }
    }

    static final SortedTree.Order<IdKey, Listed> BY_ID = new SortedTree.Order<>() {
        @Override
        public IdKey keyOf(Listed value) {
            return new IdKey(value.idHash(), value.instance().id());
        }

        @Override
        public int compare(IdKey key, Listed value) {
            int order = Integer.compare(key.hash, value.idHash());
            return order == 0 ? key.id.compareTo(value.instance().id()) : order;
        }
    };

    private Orders() {}
}
