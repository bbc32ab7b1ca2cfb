package io.maregistry.server.snapshot;

import io.maregistry.model.ServiceName;
import org.jspecify.annotations.Nullable;

/** The services in keys {@code service@url}, of which neighbours mostly have the same: one object for those. One thread. */
final class Keys {

    private @Nullable ServiceName last;

    /** The service that the first {@code length} characters of {@code key} name. */
    ServiceName service(String key, int length) {
        ServiceName known = last;
        if (known != null && known.key().length() == length && key.startsWith(known.key())) {
            return known;
        }
        ServiceName fresh = ServiceName.ofKey(key.substring(0, length));
        last = fresh;
        return fresh;
    }
}
