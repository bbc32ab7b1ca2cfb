package io.maregistry.server.watch;

import io.maregistry.model.ResumeToken;
import io.maregistry.model.ServiceName;
import io.maregistry.server.state.Root;
import java.util.Iterator;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What some subjects are, all of one root, told one by one. Only the last carries the resume point, so that whoever
 * goes on from it has had them all. One thread at a time.
 */
final class Lists {

    private final Root root;
    private final WatchEvent.Reason reason;
    private final Scope scope;
    private final Iterator<Subject> subjects;
    private boolean isTold;

    private Lists(Root root, Scope scope, WatchEvent.Reason reason, Iterator<Subject> subjects) {
        this.root = root;
        this.scope = scope;
        this.reason = reason;
        this.subjects = subjects;
    }

    /** Of everything in that scope; what a namespace does not list any more is left out. */
    static Lists all(Root root, Scope scope, WatchEvent.Reason reason) {
        return new Lists(root, scope, reason, subjectsIn(root, scope));
    }

    /** Of those of the scope, whether anything is there or not. */
    static Lists of(Root root, Scope scope, Set<Subject> subjects) {
        WatchEvent.Reason reason =
                scope instanceof Scope.Routed ? WatchEvent.Reason.ROUTING : WatchEvent.Reason.COLLAPSED;
        return new Lists(root, scope, reason, subjects.iterator());
    }

    private static Iterator<Subject> subjectsIn(Root root, Scope scope) {
        if (scope instanceof Scope.Named named) {
            return named.subjects().iterator();
        }
        if (scope instanceof Scope.Routed routed) {
            return subjects(routed.places().iterator());
        }
        return subjects(new SpaceWalk(root, (Scope.Space) scope));
    }

    private static Iterator<Subject> subjects(Iterator<ServiceName> services) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return services.hasNext();
            }

            @Override
            public Subject next() {
                return new Subject.OfService(services.next());
            }
        };
    }

    /** The next one, or null where all are told. */
    @Nullable
    WatchEvent next() {
        ResumeToken end =
                new ResumeToken(root.scalars().lineage(), root.scalars().revision());
        if (subjects.hasNext()) {
            Subject subject = subjects.next();
            isTold = true;
            ResumeToken point = subjects.hasNext() ? null : end;
            if (subject instanceof Subject.OfConfig config) {
                return new WatchEvent.ConfigState(config.name(), root, reason, point);
            }
            ServiceName service = ((Subject.OfService) subject).name();
            return scope instanceof Scope.Routed routed
                    ? new WatchEvent.RoutedState(routed.name(service), root, reason, point)
                    : new WatchEvent.State(service, root, reason, point);
        }
        if (isTold) {
            return null;
        }
        isTold = true;
        return new WatchEvent.Progress(end);
    }
}
