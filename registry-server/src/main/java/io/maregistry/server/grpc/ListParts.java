package io.maregistry.server.grpc;

import io.maregistry.model.ResumeToken;
import io.maregistry.proto.v1.Instance;
import io.maregistry.proto.v1.Service;
import io.maregistry.proto.v1.WatchState;
import io.maregistry.server.state.RoutedView;
import io.maregistry.server.state.ServiceView;
import io.maregistry.server.watch.WatchEvent;
import io.maregistry.wire.InstanceMessages;
import java.util.Collections;
import java.util.Iterator;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A service's list in parts, each made when its turn comes: small enough for a client that takes messages of 4 MiB, and for an
 * event loop, which makes one in a few milliseconds. One thread at a time.
 */
final class ListParts {

    private static final int MAX_INSTANCES = 2_000; // of a part
    private static final int FULL_BYTES = 1 << 20; // a part that has so many takes no instance more

    private final Service head; // without instances
    private final Iterator<io.maregistry.model.Instance> rest;
    private final WatchEvent.Reason reason;
    private final @Nullable ResumeToken point;

    ListParts(WatchEvent.State list) {
        ServiceView view = list.root().service(list.service());
        this.head = Messages.head(list.root(), list.service()).build();
        this.rest = view == null
                ? Collections.emptyIterator()
                : shown(view, RoutedView.Part.whole(view)).iterator();
        this.reason = list.reason();
        this.point = list.point();
    }

    ListParts(WatchEvent.RoutedState list) {
        RoutedView view = RoutedView.of(list.root(), list.name());
        this.head = RoutedKeys.head(view).build();
        this.rest =
                view.parts().stream().flatMap(part -> shown(part.view(), part)).iterator();
        this.reason = list.reason();
        this.point = list.point();
    }

    private static Stream<io.maregistry.model.Instance> shown(ServiceView view, RoutedView.Part part) {
        return StreamSupport.stream(view.instances().spliterator(), false).map(listed -> part.shown(listed.instance()));
    }

    /** With all told up to here, one may go on from it; null where lists follow that belong to it. */
    @Nullable
    ResumeToken point() {
        return point;
    }

    /** Whether a part is left after those that {@link #next} gave; there is always a first one. */
    boolean hasMore() {
        return rest.hasNext();
    }

    WatchState next() {
        Service.Builder part = head.toBuilder();
        long bytes = 0;
        while (rest.hasNext() && part.getInstancesCount() < MAX_INSTANCES && bytes < FULL_BYTES) {
            Instance instance = InstanceMessages.toMessage(rest.next());
            bytes += instance.getSerializedSize();
            part.addInstances(instance);
        }
        return WatchState.newBuilder()
                .setService(part)
                .setReason(Messages.lower(reason))
                .setMore(rest.hasNext())
                .build();
    }
}
