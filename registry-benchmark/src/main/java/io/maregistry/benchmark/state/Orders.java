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

    static final SortedTree.Order<InstanceId, Listed> BY_ID = new SortedTree.Order<>() {
        @Override
        public InstanceId keyOf(Listed value) {
            return value.instance().id();
        }

        @Override
        public int compare(InstanceId key, Listed value) {
            return key.compareTo(value.instance().id());
        }
    };

    private Orders() {}
}
