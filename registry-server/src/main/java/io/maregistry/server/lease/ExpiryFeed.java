package io.maregistry.server.lease;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.maregistry.model.Instance;
import io.maregistry.model.InstanceId;
import io.maregistry.model.Lease;
import io.maregistry.model.ServiceName;
import io.maregistry.model.Status;
import io.maregistry.server.replication.Replica;
import io.maregistry.server.state.Change;
import io.maregistry.server.state.Item;
import io.maregistry.server.state.ItemChange;
import io.maregistry.server.state.Listed;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.ServiceChange;
import io.maregistry.server.state.ServiceView;
import io.maregistry.server.state.Settings;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Hands the lease thread what the applying thread changed, as far as somebody may be overdue earlier for it: those who came,
 * and those whose time became shorter. A renewal is none of that and costs nothing here. Where more gathers than {@value
 * #MAX_ARRIVALS}, it says that everything is to be looked at anew.
 *
 * <p>The applying thread tells, one other thread takes.
 */
final class ExpiryFeed implements Replica.Listener {

    static final int MAX_ARRIVALS = 65_536;

    @GuardedBy("this")
    private @Nullable Root newest; // null while nobody wants to know

    @GuardedBy("this")
    private List<Arrival> arrivals = new ArrayList<>();

    @GuardedBy("this")
    private boolean isReplaced;

    /**
     * An instance that is to be looked at.
     *
     * @param isNew whether it came just now
     */
    record Arrival(ServiceName service, InstanceId id, boolean isNew) {}

    /**
     * What gathered.
     *
     * @param arrivals in the order in which they came
     * @param root the state behind the last of them
     * @param isReplaced whether everything is to be looked at anew; then there are no arrivals
     */
    record Gathered(List<Arrival> arrivals, Root root, boolean isReplaced) {}

    /** Begins to gather what comes behind the newest root, which it returns. */
    synchronized Root open(Replica replica) {
        Root root = replica.root(); // under the lock: what is published later is told later
        newest = root;
        arrivals = new ArrayList<>();
        isReplaced = false;
        return root;
    }

    synchronized void close() {
        newest = null;
        arrivals = new ArrayList<>();
    }

    /** Gives what gathered since the last call; null where nobody opened it. */
    synchronized @Nullable Gathered take() {
        if (newest == null) {
            return null;
        }
        Gathered gathered = new Gathered(arrivals, newest, isReplaced);
        arrivals = new ArrayList<>();
        isReplaced = false;
        return gathered;
    }

    @Override
    public synchronized void applied(Root root, List<Change> changes, boolean restored) {
        Root before = newest;
        if (before == null || root.position().index() <= before.position().index()) {
            return;
        }
        newest = root;
        isReplaced |= restored;
        for (Change change : changes) {
            if (change instanceof ServiceChange ofService) {
                gather(ofService, before, root);
            } else if (change instanceof ItemChange ofItem && ofItem.kind() == Item.Kind.RULES) {
                gatherRuled(ServiceName.ofKey(ofItem.key()), before, root);
            }
        }
        if (isReplaced || arrivals.size() > MAX_ARRIVALS) {
            isReplaced = true;
            arrivals = new ArrayList<>();
        }
    }

    @GuardedBy("this")
    private void gather(ServiceChange change, Root before, Root after) {
        if (change.action() == Change.Action.REMOVED) {
            return;
        }
        boolean isNew = change.action() == Change.Action.ADDED;
        for (Instance instance : change.instances()) {
            if (WatchedStay.mayEnd(instance) && (isNew || mayEndEarlier(change.service(), instance, before, after))) {
                arrivals.add(new Arrival(change.service(), instance.id(), isNew));
            }
        }
    }

    /** The rules of the service are others now. */
    @GuardedBy("this")
    private void gatherRuled(ServiceName service, Root before, Root after) {
        ServiceView view = after.service(service);
        boolean isShorter = after.settings(service).defaultTtlMillis()
                < before.settings(service).defaultTtlMillis();
        if (view == null || !isShorter) {
            return;
        }
        for (Listed listed : view.instances()) {
            Instance instance = listed.instance();
            if (WatchedStay.mayEnd(instance) && instance.content().lease().ttlMillis() == Lease.UNSET) {
                arrivals.add(new Arrival(service, instance.id(), false));
            }
        }
    }

    private static boolean mayEndEarlier(ServiceName service, Instance instance, Root before, Root after) {
        Instance former = find(before, service, instance.id());
        return former == null
                || !WatchedStay.mayEnd(former)
                || former.ownStatus() == Status.OFFLINE
                || ttlMillis(before, service, former) > ttlMillis(after, service, instance)
                || Settings.checkDeadlineMillis(former) > Settings.checkDeadlineMillis(instance);
    }

    /** As it was under that root: the entry may have changed the rules of the service as well. */
    private static long ttlMillis(Root root, ServiceName service, Instance instance) {
        return root.settings(service).ttlMillis(instance.content().lease());
    }

    private static @Nullable Instance find(Root root, ServiceName name, InstanceId id) {
        ServiceView service = root.service(name);
        Listed listed = service == null ? null : service.find(id);
        return listed == null ? null : listed.instance();
    }
}
