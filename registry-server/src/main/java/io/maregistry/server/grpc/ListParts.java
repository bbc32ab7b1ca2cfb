package io.maregistry.server.grpc;

import io.maregistry.proto.v1.Instance;
import io.maregistry.proto.v1.Service;
import io.maregistry.proto.v1.WatchState;
import io.maregistry.server.state.Listed;
import io.maregistry.server.state.ServiceView;
import io.maregistry.server.watch.WatchEvent;
import io.maregistry.wire.InstanceMessages;
import java.util.Collections;
import java.util.Iterator;

/**
 * A service's list in parts, each made when its turn comes: small enough for a client that takes messages of 4 MiB, and for an
 * event loop, which makes one in a few milliseconds. One thread at a time.
 */
final class ListParts {

    private static final int MAX_INSTANCES = 2_000; // of a part
    private static final int FULL_BYTES = 1 << 20; // a part that has so many takes no instance more

    private final WatchEvent.State list;
    private final Iterator<Listed> rest;

    ListParts(WatchEvent.State list) {
        this.list = list;
        ServiceView view = list.root().service(list.service());
        this.rest =
                view == null ? Collections.emptyIterator() : view.instances().iterator();
    }

    WatchEvent.State list() {
        return list;
    }

    /** Whether a part is left after those that {@link #next} gave; there is always a first one. */
    boolean hasMore() {
        return rest.hasNext();
    }

    WatchState next() {
        Service.Builder part = Messages.head(list.root(), list.service());
        long bytes = 0;
        while (rest.hasNext() && part.getInstancesCount() < MAX_INSTANCES && bytes < FULL_BYTES) {
            Instance instance = InstanceMessages.toMessage(rest.next().instance());
            bytes += instance.getSerializedSize();
            part.addInstances(instance);
        }
        return WatchState.newBuilder()
                .setService(part)
                .setReason(Messages.lower(list.reason()))
                .setMore(rest.hasNext())
                .build();
    }
}
