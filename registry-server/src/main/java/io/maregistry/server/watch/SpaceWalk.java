package io.maregistry.server.watch;

import io.maregistry.model.ServiceName;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.ServiceView;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * The services of a namespace that list an instance, in the order of their keys. What lies in other namespaces is passed
 * over and not walked through: their keys lie side by side, as {@code namespace/…}, between those of the default namespace.
 * So do those of one group, as {@code namespace/group/…}; only the default group of the default namespace has no such place of
 * its own. One thread.
 */
final class SpaceWalk implements Iterator<ServiceName> {

    private static final char BEHIND_SLASH = '/' + 1;
    private static final String LEAST_NAME = "!"; // the first character that a name may have
    private static final int LONGEST_PASSED = 255; // longer, and what lies behind the namespace has no name

    private final Root root;
    private final Scope.Space space;
    private Iterator<ServiceView> walk;
    private @Nullable ServiceName next;

    SpaceWalk(Root root, Scope.Space space) {
        this.root = root;
        this.space = space;
        this.walk = begin();
        this.next = find();
    }

    private Iterator<ServiceView> begin() {
        String group = space.group();
        if (group != null && isSideBySide()) {
            return root.services().from(ServiceName.of(space.namespace(), group, LEAST_NAME));
        }
        return isDefault() ? root.services().iterator() : root.services().from(ServiceName.of(space.namespace()));
    }

    /** Whether it is one group, whose keys have a place of their own. */
    private boolean isSideBySide() {
        return space.group() != null && !(isDefault() && ServiceName.DEFAULT_GROUP.equals(space.group()));
    }

    private boolean isDefault() {
        return space.namespace().equals(ServiceName.DEFAULT_NAMESPACE);
    }

    @Override
    public boolean hasNext() {
        return next != null;
    }

    @Override
    public ServiceName next() {
        ServiceName found = next;
        if (found == null) {
            throw new NoSuchElementException();
        }
        next = find();
        return found;
    }

    private @Nullable ServiceName find() {
        while (walk.hasNext()) {
            ServiceView service = walk.next();
            ServiceName name = service.name();
            if (space.covers(name)) {
                if (service.size() > 0) {
                    return name;
                }
            } else if (isSideBySide()) {
                return null; // behind the last one
            } else if (isDefault()) {
                passOver(name.namespace());
            } else if (name.key().compareTo(space.namespace() + BEHIND_SLASH) >= 0) {
                return null;
            }
        }
        return null;
    }

    private void passOver(String namespace) {
        if (namespace.length() <= LONGEST_PASSED) {
            walk = root.services().from(ServiceName.of(namespace + BEHIND_SLASH));
        }
    }
}
