package io.maregistry.benchmark.state;

import io.maregistry.model.InstanceId;
import io.maregistry.model.ServiceName;
import io.maregistry.server.state.Listed;
import org.jspecify.annotations.Nullable;

/**
 * One way to keep services and their instances, as the state core uses its collections: one writer edits the newest
 * state, readers keep views. Services are walked in the order of their keys, instances in the order of their handles.
 */
interface Store {

    /** Lists {@code listed}, in place of what the service lists under the same handle and identity. */
    void put(ServiceName service, Listed listed);

    /** Takes a listed instance off the list. */
    void remove(ServiceName service, Listed listed);

    @Nullable
    Listed find(ServiceName service, InstanceId id);

    /** Everything as it is now, for any thread and for ever. */
    View view();

    /** What {@link #view} gave. */
    interface View {
        /** Visits all instances of all services in order; gives the sum of their handles. */
        long walk();

        /** Visits the instances of one service in order; gives the sum of their handles. */
        long walk(ServiceName service);
    }
}
