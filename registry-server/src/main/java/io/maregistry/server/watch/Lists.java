package io.maregistry.server.watch;

import io.maregistry.model.ResumeToken;
import io.maregistry.model.ServiceName;
import io.maregistry.server.state.Root;
import java.util.Iterator;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The lists of some services, all of one root, told one by one. Only the last carries the resume point, so that whoever
 * goes on from it has had them all. One thread at a time.
 */
final class Lists {

    private final Root root;
    private final WatchEvent.Reason reason;
    private final Iterator<ServiceName> services;
    private boolean isTold;

    private Lists(Root root, WatchEvent.Reason reason, Iterator<ServiceName> services) {
        this.root = root;
        this.reason = reason;
        this.services = services;
    }

    /** Of everything in that scope; what a namespace does not list any more is left out. */
    static Lists all(Root root, Scope scope, WatchEvent.Reason reason) {
        return new Lists(root, reason, servicesIn(root, scope));
    }

    /** Of those services, whether anything is listed there or not. */
    static Lists of(Root root, Set<ServiceName> services) {
        return new Lists(root, WatchEvent.Reason.COLLAPSED, services.iterator());
    }

    private static Iterator<ServiceName> servicesIn(Root root, Scope scope) {
        if (scope instanceof Scope.Named named) {
            return named.services().iterator();
        }
        return new SpaceWalk(root, (Scope.Space) scope);
    }

    /** The next one, or null where all are told. */
    @Nullable
    WatchEvent next() {
        ResumeToken end =
                new ResumeToken(root.scalars().lineage(), root.scalars().revision());
        if (services.hasNext()) {
            ServiceName service = services.next();
            isTold = true;
            return new WatchEvent.State(service, root, reason, services.hasNext() ? null : end);
        }
        if (isTold) {
            return null;
        }
        isTold = true;
        return new WatchEvent.Progress(end);
    }
}
