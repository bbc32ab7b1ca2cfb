package io.maregistry.server.state;

import io.maregistry.model.Content;
import io.maregistry.model.Instance;
import io.maregistry.model.InstanceId;
import io.maregistry.model.ServiceName;
import io.maregistry.model.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToLongFunction;
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
    private final List<Change> changes = new ArrayList<>();

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
    private long term;
    private long order;

    Working() {
        rows.addSettings(settings);
    }

    /** Tells what the commands up to the next call come with. */
    void beginEntry(long index, long entryTerm, long entryWallMillis) {
        term = entryTerm;
        wallMillis = entryWallMillis;
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

    Settings settings() {
        return settings;
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
            }
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

    /** The change is made: stamps the service and notes it. */
    void changed(ServiceName name, long at, Change.Action action, Change.Cause cause, Instance instance) {
        ServiceView before = before(name);
        ServiceView after = services.stamp(name, at, before.version() + 1);
        note(before, after, action, cause, List.of(instance), Noted.FIRST);
    }

    /** Those who were silent were removed and made Offline: stamps the service and notes it, once for either. */
    void silenced(ServiceName name, long revision, List<Expiry.Silenced> removed, List<Expiry.Silenced> offline) {
        ServiceView before = before(name);
        ServiceView after = services.stamp(name, revision, before.version() + 1);
        if (!removed.isEmpty()) {
            after = note(
                    before,
                    after,
                    Change.Action.REMOVED,
                    Change.Cause.SILENCE,
                    instances(removed),
                    new Noted(0, at -> removed.get(at).silentMillis()));
        }
        if (!offline.isEmpty()) {
            note(
                    before,
                    after,
                    Change.Action.HEALTH,
                    Change.Cause.SILENCE,
                    instances(offline),
                    new Noted(removed.size(), at -> offline.get(at).silentMillis()));
        }
    }

    private static List<Instance> instances(List<Expiry.Silenced> silenced) {
        return silenced.stream().map(Expiry.Silenced::instance).toList();
    }

    /** {@code instance} was added or updated, and took the place of {@code gone}. */
    void replaced(ServiceName name, long at, Instance gone, Change.Action action, Instance instance) {
        ServiceView before = before(name);
        ServiceView after = services.stamp(name, at, before.version() + 1);
        after = note(before, after, Change.Action.REMOVED, Change.Cause.REGISTER, List.of(gone), Noted.FIRST);
        note(before, after, action, Change.Cause.REGISTER, List.of(instance), Noted.SECOND);
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
        ServiceView before = before(name);
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
        renew(stay.service(), stay.listed());
        return true;
    }

    /** Renews an instance; one that was Offline is Running again, which is a change. */
    void renew(ServiceName name, Listed listed) {
        services.renewed(listed, clockMillis, wallMillis);
        Instance before = listed.instance();
        if (before.ownStatus() == Status.OFFLINE) {
            long at = nextRevision();
            Instance after = before.withOwnStatus(Status.RUNNING, at);
            services.replace(name, listed.with(after));
            changed(name, at, Change.Action.HEALTH, Change.Cause.RENEWAL, after);
        }
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
        List<Change> taken = List.copyOf(changes);
        changes.clear();
        return taken;
    }

    /** True where everything was replaced since the last call. */
    boolean takeRestored() {
        boolean taken = restored;
        restored = false;
        return taken;
    }

    private ServiceView before(ServiceName name) {
        ServiceView known = services.get(name);
        return known == null ? ServiceView.empty(name) : known;
    }

    /** Gives the newest view, which is what a second change of the same revision goes on from, at a higher place. */
    private ServiceView note(
            ServiceView before,
            ServiceView after,
            Change.Action action,
            Change.Cause cause,
            List<Instance> instances,
            Noted noted) {
        changes.add(new Change(
                after.name(),
                after.revision(),
                before.revision(),
                after.version(),
                action,
                cause,
                wallMillis,
                instances,
                after.size()));
        if (after.size() == 0) {
            protections.end(after.name());
        }
        return remember(after, action, cause, instances, noted);
    }

    /** Where the first instance of a change stands in its revision, and how long each was silent. */
    private record Noted(int place, IntToLongFunction silentMillis) {
        static final Noted FIRST = new Noted(0, at -> 0);
        static final Noted SECOND = new Noted(1, at -> 0);
    }

    /** Of a change of more instances than are kept only the last ones are noted; their places tell. */
    private ServiceView remember(
            ServiceView after, Change.Action action, Change.Cause cause, List<Instance> instances, Noted noted) {
        List<HistoryEntry> entries = new ArrayList<>(1);
        for (int at = Math.max(0, instances.size() - ServiceHistory.MAX_ENTRIES); at < instances.size(); at++) {
            entries.add(new HistoryEntry(
                    after.revision(),
                    noted.place + at,
                    wallMillis,
                    term,
                    action,
                    cause,
                    instances.get(at).id(),
                    noted.silentMillis.applyAsLong(at)));
        }
        return services.history().add(after, entries);
    }
}
