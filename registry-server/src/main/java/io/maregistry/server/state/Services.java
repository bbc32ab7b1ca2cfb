package io.maregistry.server.state;

import io.maregistry.model.Content;
import io.maregistry.model.Instance;
import io.maregistry.model.Metrics;
import io.maregistry.model.ServiceName;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The services, their instances and the live numbers, with everything that is derived from them: who has which handle and
 * slot, which services are empty, and the rows of the state hash.
 *
 * <p>An emptied service keeps its counters. The newest {@value #MAX_EMPTIED} of them are kept; {@link #floor} is the
 * highest revision of those that were not.
 *
 * <p>One writer thread. {@link #view()} and {@link #liveView()} give what any thread may read.
 */
final class Services {

    static final int MAX_EMPTIED = 100_000;

    private static final Comparator<ServiceView> OLDEST_FIRST =
            Comparator.comparingLong(ServiceView::revision).thenComparing(ServiceView::name);

    private final RowSum rows;
    private final Spaces spaces = new Spaces();
    private LiveTable live = new LiveTable();
    private final History history;
    private final Releases releases;
    // derived: the stay of each handle
    private final Map<Long, Stay> stays = new HashMap<>();
    private final Deque<Integer> freeSlots = new ArrayDeque<>();
    // derived: services without instances, oldest first
    private final TreeSet<ServiceView> emptied = new TreeSet<>(OLDEST_FIRST);

    // the newest views; the tree that readers get takes over those of the touched services when it is asked for
    private final Map<ServiceName, ServiceView> services = new HashMap<>();
    private final Set<ServiceName> touched = new LinkedHashSet<>();
    private SortedTree<ServiceName, ServiceView> published = SortedTree.empty(ServiceView.BY_NAME);
    private int slots; // slots below it are in use or free
    private long nextHandle = 1;
    private long floor;
    private int ephemeral;
    private int checked;

    Services(RowSum rows) {
        this.rows = rows;
        this.history = new History(rows, this);
        this.releases = new Releases(rows);
    }

    /** Where a handle stands. */
    record Stay(ServiceName service, Listed listed) {}

    @Nullable
    ServiceView get(ServiceName name) {
        return services.get(name);
    }

    /** The service, or an empty one where none of that name is known. */
    ServiceView known(ServiceName name) {
        ServiceView known = services.get(name);
        return known == null ? ServiceView.empty(name) : known;
    }

    @Nullable
    Stay stay(long handle) {
        return stays.get(handle);
    }

    /** All services that are known, in order, as they are now. Costs one update of a tree for each one touched since. */
    SortedTree<ServiceName, ServiceView> view() {
        for (ServiceName name : touched) {
            ServiceView service = services.get(name);
            published = service == null ? published.without(name) : published.with(service);
        }
        touched.clear();
        return published;
    }

    /** What each namespace lists. */
    Spaces spaces() {
        return spaces;
    }

    LiveTable.View liveView() {
        return live.view();
    }

    int instances() {
        return stays.size();
    }

    int listedServices() {
        return services.size() - emptied.size();
    }

    int ephemeral() {
        return ephemeral;
    }

    int checked() {
        return checked;
    }

    long nextHandle() {
        return nextHandle;
    }

    long floor() {
        return floor;
    }

    /** Sets the two counters that a snapshot brings. */
    void resume(long savedNextHandle, long savedFloor) {
        nextHandle = savedNextHandle;
        floor = savedFloor;
    }

    /** Something of that revision is remembered no more. */
    void raiseFloor(long revision) {
        floor = Math.max(floor, revision);
    }

    /** Says which limit one more instance in the service would break; null where none. */
    @Nullable
    String overLimit(ServiceName name, Settings.Limits limits) {
        ServiceView service = services.get(name);
        int size = service == null ? 0 : service.size();
        if (size >= limits.instancesPerService()) {
            return "the service has " + size + " instances already; the limit is " + limits.instancesPerService();
        }
        if (size == 0 && listedServices() >= limits.services()) {
            return "there are " + listedServices() + " services already; the limit is " + limits.services();
        }
        if (instances() >= limits.instances()) {
            return "there are " + instances() + " instances already; the limit is " + limits.instances();
        }
        return null;
    }

    /** Lists an instance at the end of its service; the service's counters move by {@link #stamp}. */
    void add(ServiceName name, Instance instance, long clockMillis) {
        add(name, nextHandle++, instance, new LiveNumbers(clockMillis, 0, 0));
    }

    /** Lists an instance at the end of its service with the live numbers that a document brings. */
    void add(ServiceName name, Instance instance, LiveNumbers numbers) {
        add(name, nextHandle++, instance, numbers);
    }

    /** Lists an instance under a given handle, as a snapshot names it. */
    void add(ServiceName name, long handle, Instance instance, LiveNumbers numbers) {
        Integer free = freeSlots.pollLast();
        Listed listed = new Listed(handle, free == null ? slots++ : free, instance);
        ServiceView service = serviceFor(name);
        put(service, listed);
        spaces.added(name, service.size() == 0);
        live.set(listed.slot(), numbers.lastSeenMillis(), numbers.renewedAtMillis(), numbers.renewals());
        live.set(listed.slot(), numbers.metrics());
        count(listed, 1);
        rows.addInstance(name, listed);
        rows.addLive(handle, numbers.lastSeenMillis(), numbers.renewedAtMillis(), numbers.renewals());
        rows.addMetrics(handle, numbers.metrics());
    }

    /** Puts {@code after} in the place of the stay with the same handle. */
    void replace(ServiceName name, Listed after) {
        Stay before = stays.get(after.handle());
        if (before == null) {
            throw new IllegalStateException("handle " + after.handle() + " is not listed in " + name);
        }
        rows.removeInstance(name, before.listed());
        count(before.listed(), -1);
        put(serviceFor(name), after);
        count(after, 1);
        rows.addInstance(name, after);
    }

    void remove(ServiceName name, Listed listed) {
        ServiceView service = serviceFor(name);
        set(service.without(listed));
        spaces.removed(name, service.size() == 1);
        letGo(name, listed);
    }

    private void letGo(ServiceName name, Listed listed) {
        stays.remove(listed.handle());
        count(listed, -1);
        int slot = listed.slot();
        rows.removeInstance(name, listed);
        rows.removeLive(listed.handle(), live.lastSeenMillis(slot), live.renewedAtMillis(slot), live.renewals(slot));
        rows.removeMetrics(listed.handle(), live.metrics(slot));
        live.set(slot, 0, 0, 0);
        live.set(slot, Metrics.NONE);
        freeSlots.addLast(slot);
    }

    /** Removes all instances of a service, and gives them in their order; its counters move by {@link #stamp}. */
    List<Instance> removeAll(ServiceView service) {
        List<Instance> removed = new ArrayList<>(service.size());
        for (Listed listed : service.instances()) {
            removed.add(listed.instance());
            spaces.removed(service.name(), removed.size() == service.size());
            letGo(service.name(), listed);
        }
        set(service.emptied());
        return removed;
    }

    /** A register is a sign of life, but no renewal. */
    void seen(Listed listed, long clockMillis) {
        int slot = listed.slot();
        setLive(listed, clockMillis, live.renewedAtMillis(slot), live.renewals(slot));
    }

    void renewed(Listed listed, long clockMillis, long wallMillis) {
        setLive(listed, clockMillis, wallMillis, live.renewals(listed.slot()) + 1);
    }

    /** Those metrics are the instance's from now on. */
    void tell(Listed listed, Metrics metrics) {
        rows.removeMetrics(listed.handle(), live.metrics(listed.slot()));
        live.set(listed.slot(), metrics);
        rows.addMetrics(listed.handle(), metrics);
    }

    Metrics metrics(Listed listed) {
        return live.metrics(listed.slot());
    }

    long lastSeenMillis(Listed listed) {
        return live.lastSeenMillis(listed.slot());
    }

    LiveNumbers numbers(Listed listed) {
        int slot = listed.slot();
        return new LiveNumbers(
                live.lastSeenMillis(slot), live.renewedAtMillis(slot), live.renewals(slot), live.metrics(slot));
    }

    /** Gives the service new counters, and returns it with them. */
    ServiceView stamp(ServiceName name, long revision, long version) {
        ServiceView before = serviceFor(name);
        rows.removeService(before);
        emptied.remove(before);
        ServiceView after = before.at(revision, version);
        set(after);
        rows.addService(after);
        if (after.size() == 0) {
            emptied.add(after);
            forgetOldest();
        }
        return after;
    }

    History history() {
        return history;
    }

    Releases releases() {
        return releases;
    }

    /** Gives the service, of which {@code before} is the newest view, another history. */
    ServiceView remember(ServiceView before, ServiceHistory now) {
        ServiceView after = before.with(now);
        set(after);
        if (before.size() == 0 && emptied.remove(before)) {
            emptied.add(after);
        }
        return after;
    }

    /** See {@link RegistryState#keep}. */
    void keep(Services before) {
        Reuse reuse = new Reuse(before, services.values());
        History.Reuse histories = history.reuse();
        LiveTable moved = new LiveTable();
        for (ServiceView view : view()) {
            ServiceView old = before.get(view.name());
            ServiceView list = reuse.listOf(view);
            boolean isOld = list == old
                    && view.revision() == list.revision()
                    && view.version() == list.version()
                    && histories.canBe(view.history(), list.history());
            move(view, isOld ? list : list.at(view.revision(), view.version()).with(view.history()), moved);
        }
        histories.done();
        live = moved;
        take(reuse.slots());
    }

    private void move(ServiceView from, ServiceView to, LiveTable table) {
        for (Listed listed : to.instances()) {
            Stay stay = stays.put(listed.handle(), new Stay(to.name(), listed));
            if (stay == null) {
                throw new IllegalStateException("handle " + listed.handle() + " of " + to.name() + " is not listed");
            }
            int slot = stay.listed().slot();
            table.set(listed.slot(), live.lastSeenMillis(slot), live.renewedAtMillis(slot), live.renewals(slot));
            table.set(listed.slot(), live.metrics(slot));
        }
        set(to);
        if (emptied.remove(from)) {
            emptied.add(to);
        }
    }

    private void take(BitSet taken) {
        slots = taken.length();
        freeSlots.clear();
        for (int slot = taken.nextClearBit(0); slot < slots; slot = taken.nextClearBit(slot + 1)) {
            freeSlots.addLast(slot);
        }
    }

    private void forgetOldest() {
        while (emptied.size() > MAX_EMPTIED) {
            ServiceView oldest = emptied.first();
            emptied.remove(oldest);
            rows.removeService(oldest);
            history.forget(oldest);
            releases.forget(oldest.name());
            services.remove(oldest.name());
            touched.add(oldest.name());
            spaces.forgotten(oldest.name());
            raiseFloor(oldest.revision());
        }
    }

    private void put(ServiceView service, Listed listed) {
        emptied.remove(service);
        set(service.with(listed));
        stays.put(listed.handle(), new Stay(service.name(), listed));
    }

    private void set(ServiceView service) {
        services.put(service.name(), service);
        touched.add(service.name());
    }

    /** The service of that name, made where it is not known. */
    ServiceView serviceFor(ServiceName name) {
        ServiceView known = services.get(name);
        if (known != null) {
            return known;
        }
        ServiceView made = ServiceView.empty(name);
        set(made);
        spaces.known(name);
        rows.addService(made);
        return made;
    }

    private void count(Listed listed, int sign) {
        Content content = listed.instance().content();
        ephemeral += content.lease().ephemeral() ? sign : 0;
        checked += content.check() != null ? sign : 0;
    }

    private void setLive(Listed listed, long clockMillis, long wallMillis, long renewals) {
        int slot = listed.slot();
        rows.removeLive(listed.handle(), live.lastSeenMillis(slot), live.renewedAtMillis(slot), live.renewals(slot));
        live.set(slot, clockMillis, wallMillis, renewals);
        rows.addLive(listed.handle(), clockMillis, wallMillis, renewals);
    }
}
