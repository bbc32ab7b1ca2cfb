package io.maregistry.server.check;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.maregistry.model.Instance;
import io.maregistry.model.ServiceName;
import io.maregistry.server.replication.Differing;
import io.maregistry.server.replication.Replica;
import io.maregistry.server.state.Change;
import io.maregistry.server.state.Listed;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.ServiceChange;
import io.maregistry.server.state.ServiceView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All instances of the state that have an active check. The applying thread says which services moved, as far as one with a
 * check is or was in them; {@link #takeIn} reads these anew, so a list without checks costs nothing, and one with them a look
 * at each instance of the services that moved.
 *
 * <p>The applying thread tells, one other thread takes in and reads.
 */
final class CheckedInstances implements Replica.Listener {

    private final Replica replica;
    private final Map<ServiceName, List<Listed>> byService = new HashMap<>();
    private final Map<Long, ServiceName> byHandle = new HashMap<>();

    @GuardedBy("this")
    private final Set<ServiceName> known = new HashSet<>(); // all that have one or are to be looked at

    @GuardedBy("this")
    private Set<ServiceName> moved = new HashSet<>();

    @GuardedBy("this")
    private boolean isReplaced = true; // everything is to be looked at

    CheckedInstances(Replica replica) {
        this.replica = replica;
    }

    @Override
    public synchronized void applied(Root root, List<Change> changes, boolean restored) {
        isReplaced |= restored;
        for (Change change : changes) {
            if (change instanceof ServiceChange ofService && concerns(ofService)) {
                known.add(ofService.service());
                moved.add(ofService.service());
            }
        }
    }

    @Override
    public synchronized void replaced(Root root, Differing differing) {
        known.addAll(differing.services());
        moved.addAll(differing.services());
    }

    @GuardedBy("this")
    private boolean concerns(ServiceChange change) {
        return known.contains(change.service())
                || change.instances().stream()
                        .anyMatch(instance -> instance.content().check() != null);
    }

    /** Reads what moved since the last call; whether anything did. */
    boolean takeIn() {
        Set<ServiceName> services;
        boolean isAll;
        synchronized (this) {
            services = moved;
            isAll = isReplaced;
            moved = new HashSet<>();
            isReplaced = false;
        }
        Root root = replica.root(); // holds what was told until now; what it holds beyond will be told
        if (isAll) {
            readAll(root);
        } else {
            services.forEach(service -> read(service, root.service(service)));
        }
        return isAll || !services.isEmpty();
    }

    private void readAll(Root root) {
        byService.clear();
        byHandle.clear();
        if (root.sizes().checked() == 0) {
            return;
        }
        for (ServiceView service : root.services()) {
            read(service.name(), service);
        }
    }

    private void read(ServiceName name, @Nullable ServiceView service) {
        List<Listed> before = byService.remove(name);
        if (before != null) {
            before.forEach(listed -> byHandle.remove(listed.handle()));
        }
        List<Listed> now = service == null ? List.of() : checked(service);
        now.forEach(listed -> byHandle.put(listed.handle(), name));
        if (!now.isEmpty()) {
            byService.put(name, now);
        }
        remember(name, !now.isEmpty());
    }

    private synchronized void remember(ServiceName name, boolean hasChecks) {
        if (hasChecks) {
            known.add(name);
        } else if (!moved.contains(name)) {
            known.remove(name);
        }
    }

    private static List<Listed> checked(ServiceView service) {
        List<Listed> checked = new ArrayList<>();
        for (Listed listed : service.instances()) {
            if (listed.instance().content().check() != null) {
                checked.add(listed);
            }
        }
        return checked;
    }

    /** All of them as they were taken in last. */
    Stream<Listed> all() {
        return byService.values().stream().flatMap(List::stream);
    }

    /** The one of that stay as it is now; null where it had no check when it was looked at, or is gone. */
    @Nullable
    Instance find(long handle) {
        ServiceName name = byHandle.get(handle);
        ServiceView service = name == null ? null : replica.root().service(name);
        Listed listed = service == null ? null : service.instances().get(handle);
        return listed == null ? null : listed.instance();
    }
}
