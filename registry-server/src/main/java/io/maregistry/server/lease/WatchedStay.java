package io.maregistry.server.lease;

import io.maregistry.model.Instance;
import io.maregistry.model.ServiceName;
import io.maregistry.server.state.Listed;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.ServiceView;
import io.maregistry.server.state.Settings;
import org.jspecify.annotations.Nullable;

/**
 * A stay in a list that silence or a failing check ends. It says no more than where to look: when it ends is read from the root that holds
 * then. 24 bytes.
 *
 * @param service the state's own name of the service
 * @param handle the stay
 */
record WatchedStay(ServiceName service, long handle) {

    /** As it is listed, where it still is and its time may be over some day; else null. */
    @Nullable
    Listed in(Root root) {
        ServiceView view = root.service(service);
        Listed listed = view == null ? null : view.instances().get(handle);
        return listed != null && mayEnd(listed.instance()) ? listed : null;
    }

    /** Whether it must renew, or its check says something that ends it in time. */
    static boolean mayEnd(Instance instance) {
        return instance.content().lease().ephemeral() || Settings.checkDeadlineMillis(instance) != Settings.NEVER;
    }

    /**
     * When it is overdue, on the liveness clock: to be Offline or Error, or to leave where it is that already. The settings
     * are those that its service has in that root.
     */
    static long deadline(Root root, Settings settings, Listed listed) {
        return settings.endMillis(listed.instance(), root.live(listed).lastSeenMillis());
    }
}
