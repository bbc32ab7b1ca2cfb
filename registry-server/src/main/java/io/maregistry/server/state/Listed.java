package io.maregistry.server.state;

import io.maregistry.model.Instance;
import io.maregistry.model.InstanceId;

/**
 * One stay of an instance in the list of its service.
 *
 * @param handle names the stay: given at register, kept by upserts, gone with removal, never used again; the order of
 *     handles is the order of the list
 * @param slot its row in the table of live numbers; of this process only, never written anywhere
 * @param idHash the hash of its identity, kept beside the handle; of this process only, never written anywhere
 * @param instance what is listed
 */
public record Listed(long handle, int slot, int idHash, Instance instance) {

    public Listed(long handle, int slot, Instance instance) {
        this(handle, slot, instance.id().hashCode(), instance);
    }

    /**
     * An identity to be looked for. The order is that of the hashes: a search compares numbers that lie in the {@link
     * Listed} itself, where the texts of each identity on its way would be four objects and as many cache misses away.
     */
    record IdKey(int hash, InstanceId id) {
        static IdKey of(InstanceId id) {
            return new IdKey(id.hashCode(), id);
        }
    }

    static final SortedTree.Order<Long, Listed> BY_HANDLE = new SortedTree.Order<>() {
        @Override
        public Long keyOf(Listed value) {
            return value.handle;
        }

        @Override
        public int compare(Long key, Listed value) {
            return Long.compare(key, value.handle);
        }
    };

    static final SortedTree.Order<IdKey, Listed> BY_ID = new SortedTree.Order<>() {
        @Override
        public IdKey keyOf(Listed value) {
            return new IdKey(value.idHash, value.instance.id());
        }

        @Override
        public int compare(IdKey key, Listed value) {
            int order = Integer.compare(key.hash, value.idHash);
            return order == 0 ? key.id.compareTo(value.instance.id()) : order;
        }
    };

    /** For instances that have an explicit {@code instanceId} only. */
    static final SortedTree.Order<String, Listed> BY_INSTANCE_ID = new SortedTree.Order<>() {
        @Override
        public String keyOf(Listed value) {
            return value.instanceId();
        }

        @Override
        public int compare(String key, Listed value) {
            return key.compareTo(value.instanceId());
        }
    };

    /** Its second name: the url where the client gave none. */
    String instanceId() {
        String given = instance.content().instanceId();
        return given == null ? instance.id().url() : given;
    }

    Listed with(Instance changed) {
        return new Listed(handle, slot, idHash, changed);
    }
}
