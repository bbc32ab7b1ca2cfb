package io.maregistry.server.watch;

import io.maregistry.model.ServiceName;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.ServiceView;

/** The service is another one by changes that are not known here: this node took over a whole document. */
record Leap(ServiceName service, long revision) implements RingEntry {

    private static final int BYTES = 100;

    /** To what the root holds. A service that it does not know any more was changed at the root's revision at the latest. */
    static Leap to(Root root, ServiceName service) {
        ServiceView now = root.service(service);
        return new Leap(service, now == null ? root.scalars().revision() : now.revision());
    }

    @Override
    public int bytes() {
        return BYTES + service.key().length();
    }
}
