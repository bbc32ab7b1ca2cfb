package io.maregistry.server.state;

import io.maregistry.model.CheckState;
import io.maregistry.model.Content;
import io.maregistry.model.Instance;
import io.maregistry.model.InstanceId;
import io.maregistry.model.RenewalUpdate;
import io.maregistry.model.ServiceName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The state while commands are applied to it: what {@link Command#applyTo} edits. It keeps the rules that hold across
 * commands: every change moves the revision, the service's counters and the documents' counters together, and is noted
 * once for the watchers.
 *
 * <p>The applying thread alone.
 */
public final class Working {

    // commands of an entry are numbered below the entry's index in orders of remembered things
    private static final int ORDER_BITS = 10;

    private final RowSum rows = new RowSum();
    private final Services services = new Services(rows);
    private final Requests requests = new Requests(rows);
    private final Generations generations = new Generations(rows);
    private final Members members = new Members(rows);
    private final Protections protections = new Protections(rows);
    private final Losses losses = new Losses(rows);
    private final Configs configs = new Configs(rows);
    private final Items items = new Items(rows, services);
    private final Noting noting = new Noting(services, protections);

    private String clusterId = "";
    private long lineage;
    private long revision;
    private long version;
    private long clockMillis;
    private int formatLevel = 1;
    private Settings settings = Settings.DEFAULT;
    private @Nullable Staging staging;
    private boolean restored; // since the last call of takeRestored

    // of the entry that is being applied
    private long wallMillis;
    private long order;

    Working() {
        rows.addSettings(settings);
    }

    /** Tells what the commands up to the next call come with. */
    void beginEntry(long index, long entryTerm, long entryWallMillis) {
        wallMillis = entryWallMillis;
        noting.beginEntry(entryTerm, entryWallMillis);
        order = index << ORDER_BITS;
    }

    void nextCommand() {
        order++;
    }

    /** Sets the counters that a snapshot brings. */
    void resume(Scalars scalars) {
        clusterId = scalars.clusterId();
        lineage = scalars.lineage();
        revision = scalars.revision();
        version = scalars.version();
        clockMillis = scalars.clockMillis();
        formatLevel = scalars.formatLevel();
        services.resume(scalars.nextHandle(), scalars.floor());
    }

    Services services() {
        return services;
    }

    Requests requests() {
        return requests;
    }

    Generations generations() {
        return generations;
    }

    Members members() {
        return members;
    }

    Protections protections() {
        return protections;
    }

    Losses losses() {
        return losses;
    }

    Configs configs() {
        return configs;
    }

    Items items() {
        return items;
    }

    /** Whether there is such a namespace: because somebody created it, or because there is something in it. */
    boolean hasNamespace(String name) {
        return name.equals(ServiceName.DEFAULT_NAMESPACE)
                || items.namespaces().get(name) != null
                || services.spaces().services(name) > 0
                || items.routings().areIn(name)
                || RuledServices.areIn(items.rules().view(), name)
                || Configs.areIn(configs.view(), name);
    }

    Settings settings() {
        return settings;
    }

    /** The settings as that service has them. */
    Settings settings(ServiceName service) {
        return RuledServices.settings(settings, items.rules().view(), service);
    }

    @Nullable
    Staging staging() {
        return staging;
    }

    void stage(@Nullable Staging now) {
        staging = now;
    }

    long revision() {
        return revision;
    }

    long version() {
        return version;
    }

    long clockMillis() {
        return clockMillis;
    }

    long wallMillis() {
        return wallMillis;
    }

    long order() {
        return order;
    }

    Scalars scalars() {
        return new Scalars(
                clusterId,
                lineage,
                revision,
                version,
                clockMillis,
                services.nextHandle(),
                services.floor(),
                formatLevel);
    }

    StateHash hash() {
        return rows.hash(scalars());
    }

    void keep(Working before) {
        services.keep(before.services);
    }

    void beBorn(String newClusterId, long newLineage) {
        if (clusterId.isEmpty()) {
            clusterId = newClusterId;
            lineage = newLineage;
        }
    }

    void beginLineage(long newLineage) {
        lineage = newLineage;
        restored = true;
        protections.clear();
        losses.clear();
        for (ServiceView service : services.view()) {
            for (Listed listed : service.instances()) {
                services.seen(listed, clockMillis);
                failsSinceNow(service.name(), listed);
            }
        }
    }

    /** What was found in another lineage may have been overtaken there: it holds until it is found again, but counts from now. */
    private void failsSinceNow(ServiceName service, Listed listed) {
        CheckState known = listed.instance().checkState();
        if (known != null && known.isFailing()) {
            Instance now = listed.instance()
                    .judged(
                            known.since(clockMillis),
                            listed.instance().ownStatus(),
                            listed.instance().revision());
            services.replace(service, listed.with(now));
        }
    }

    void configure(Settings now) {
        rows.removeSettings(settings);
        settings = now;
        rows.addSettings(now);
    }

    void advanceClock(long elapsedMillis) {
        clockMillis += elapsedMillis;
        requests.expire(clockMillis);
        generations.expire(clockMillis);
        losses.expire(clockMillis, settings.doubt().holdMillis());
        if (staging != null && staging.isStaleAt(clockMillis)) {
            staging = null;
        }
    }

    /** The revision of the change that is about to be made. */
    long nextRevision() {
        version++;
        return ++revision;
    }

    /** The revision of the change of an item that is about to be made; the documents' counters are of services alone. */
    long nextItemRevision() {
        return ++revision;
    }

    /** Takes all instances of the namespace off the list, each service's by one change; says how many. */
    int removeAllIn(String namespace, Change.Cause cause) {
        int removed = 0;
        Space space = services.spaces().view().get(namespace);
        NamespaceWalk walk = new NamespaceWalk(services.view(), namespace, space == null ? List.of() : space.known());
        while (walk.hasNext()) {
            ServiceView service = walk.next();
            if (service.size() > 0) {
                removed += clear(service.name(), cause);
            }
        }
        return removed;
    }

    /** The change is made: stamps the service and notes it. */
    void changed(ServiceName name, long at, Change.Action action, Change.Cause cause, Instance instance) {
        noting.changed(name, at, action, cause, List.of(instance));
    }

    /** The same happened to all of them: one change, in which they stand in that order. */
    void changed(ServiceName name, long at, Change.Action action, Change.Cause cause, List<Instance> instances) {
        noting.changed(name, at, action, cause, instances);
    }

    /** Removes all instances of a service in one change, and gives how many they were. */
    int clear(ServiceName name, Change.Cause cause) {
        return noting.cleared(name, nextRevision(), cause);
    }

    /** Some were removed and others have another status now: stamps the service and notes it, once for either. */
    void moved(ServiceName name, long at, Change.Cause cause, List<Noting.Moved> removed, List<Noting.Moved> others) {
        noting.moved(name, at, cause, removed, others);
    }

    /** {@code instance} was added or updated, and took the place of {@code gone}. */
    void replaced(ServiceName name, long at, Instance gone, Change.Action action, Instance instance) {
        noting.replaced(name, at, gone, action, instance);
    }

    /** An item is another now: notes it. The item has the revision of the change. */
    void changed(Item now, long previousRevision, Change.Cause cause) {
        noting.changed(now, previousRevision, cause);
    }

    /** An item is gone: notes it. */
    void gone(Item last, long at, Change.Cause cause) {
        noting.gone(last, at, cause);
    }

    /** Leaves the generation of an instance that is unregistered now. */
    void leaveGeneration(ServiceName service, InstanceId id, long generation) {
        generations.leave(new LeftGeneration(order, service, id, generation, clockMillis));
    }

    /**
     * The generation that a command is compared with: that of the listed instance, or else the one that was left behind
     * under its identity; {@link Content#NO_GENERATION} where there is neither.
     */
    long storedGeneration(ServiceName service, InstanceId id, @Nullable Listed listed) {
        long own = listed == null
                ? Content.NO_GENERATION
                : listed.instance().content().generation();
        return own == Content.NO_GENERATION ? generations.left(service, id) : own;
    }

    void bumpServiceVersion(ServiceName name) {
        ServiceView before = services.known(name);
        services.stamp(name, before.revision(), before.version() + 1);
    }

    void bumpVersion() {
        version++;
    }

    /** Renews the stay with that handle; false where it is over. */
    boolean renew(long handle) {
        Services.Stay stay = services.stay(handle);
        if (stay == null) {
            return false;
        }
        SignOfLife.of(this, stay.service(), stay.listed(), RenewalUpdate.NONE);
        return true;
    }

    /** Everything is as a document says; watchers must read anew. */
    void restored(long newRevision, long newVersion) {
        revision = newRevision;
        version = newVersion;
        restored = true;
        protections.clear();
        losses.clear();
        services.history().clear();
    }

    /** The changes since the last call, in order. */
    List<Change> takeChanges() {
        return noting.take();
    }

    /** True where everything was replaced since the last call. */
    boolean takeRestored() {
        boolean taken = restored;
        restored = false;
        return taken;
    }
}
