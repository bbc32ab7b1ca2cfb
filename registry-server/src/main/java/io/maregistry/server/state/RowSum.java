package io.maregistry.server.state;

import io.maregistry.model.ConfigName;
import io.maregistry.model.Member;
import io.maregistry.model.Metrics;
import io.maregistry.model.ServiceName;

/**
 * The sum of the hashes of all rows of the state, kept up to date by adding and subtracting rows as they come and go.
 * Addition has no order, so the sum is the same whatever way led to the state (Bellare and Micciancio 1997, AdHash).
 *
 * <p>What a row is: a service with its counters; an instance with its handle; the live numbers and the metrics of a handle; a remembered
 * request; a generation left behind; a member; a protected service; a loss to silence; an entry of a history; a line of a version
 * history; an item; a version of a configuration item; the floor of these, where there is one; the settings. Every value of the state must be in exactly one row or among
 * the scalars that {@link #hash} adds.
 *
 * <p>One writer thread.
 */
final class RowSum {

    private static final int SCALARS = 1;
    private static final int SERVICE = 2;
    private static final int LIVE = 4;
    private static final int REQUEST = 5;
    private static final int GENERATION = 6;
    private static final int MEMBER = 7;
    private static final int SETTINGS = 8;
    private static final int PROTECTION = 9;
    private static final int LOSS = 10;
    private static final int HISTORY = 11;
    private static final int CONFIG = 15;
    private static final int CONFIG_FLOOR = 16;
    private static final int RELEASE = 17;

    private static final long NO_HANDLE = 0; // handles begin with 1

    private final Hasher hasher = new Hasher();
    private final InstanceRows instances = new InstanceRows(hasher);
    private final ItemRows items = new ItemRows(hasher);
    private long high;
    private long low;

    void addService(ServiceView service) {
        add(service(service));
    }

    void removeService(ServiceView service) {
        subtract(service(service));
    }

    void addInstance(ServiceName service, Listed listed) {
        add(instances.row(service, listed));
    }

    void removeInstance(ServiceName service, Listed listed) {
        subtract(instances.row(service, listed));
    }

    void addLive(long handle, long lastSeenMillis, long renewedAtMillis, long renewals) {
        add(live(handle, lastSeenMillis, renewedAtMillis, renewals));
    }

    void removeLive(long handle, long lastSeenMillis, long renewedAtMillis, long renewals) {
        subtract(live(handle, lastSeenMillis, renewedAtMillis, renewals));
    }

    /** The metrics of a stay, which move apart from its numbers; of one that has none there is no row. */
    void addMetrics(long handle, Metrics metrics) {
        if (!metrics.isEmpty()) {
            add(metrics(handle, metrics));
        }
    }

    void removeMetrics(long handle, Metrics metrics) {
        if (!metrics.isEmpty()) {
            subtract(metrics(handle, metrics));
        }
    }

    void addRequest(RememberedRequest request) {
        add(request(request));
    }

    void removeRequest(RememberedRequest request) {
        subtract(request(request));
    }

    void addGeneration(LeftGeneration generation) {
        add(generation(generation));
    }

    void removeGeneration(LeftGeneration generation) {
        subtract(generation(generation));
    }

    void addMember(Member member) {
        add(member(member));
    }

    void removeMember(Member member) {
        subtract(member(member));
    }

    void addProtection(Protection protection) {
        add(protection(protection));
    }

    void removeProtection(Protection protection) {
        subtract(protection(protection));
    }

    void addLoss(Loss loss) {
        add(loss(loss));
    }

    void removeLoss(Loss loss) {
        subtract(loss(loss));
    }

    void addItem(Item item) {
        add(items.row(item));
    }

    void removeItem(Item item) {
        subtract(items.row(item));
    }

    /** Adds the row and gives its hash, by which it can be removed without looking at the entry again. */
    StateHash addHistory(ServiceName service, HistoryEntry entry) {
        Hasher row = history(service, entry);
        add(row);
        return new StateHash(row.high(), row.low());
    }

    void removeHistory(StateHash row) {
        high -= row.high();
        low -= row.low();
    }

    void addConfig(ConfigName name, ConfigVersion version) {
        add(config(name, version));
    }

    void removeConfig(ConfigName name, ConfigVersion version) {
        subtract(config(name, version));
    }

    /** Adds no row for 0. */
    void addConfigFloor(long floor) {
        if (floor != 0) {
            add(hasher.row(CONFIG_FLOOR).add(floor).end());
        }
    }

    void removeConfigFloor(long floor) {
        if (floor != 0) {
            subtract(hasher.row(CONFIG_FLOOR).add(floor).end());
        }
    }

    void addRelease(KeptRelease release) {
        add(release(release));
    }

    void removeRelease(KeptRelease release) {
        subtract(release(release));
    }

    void addSettings(Settings settings) {
        add(settings(settings));
    }

    void removeSettings(Settings settings) {
        subtract(settings(settings));
    }

    /** The hash of the rows and of {@code scalars}. */
    StateHash hash(Scalars scalars) {
        Hasher row = hasher.row(SCALARS)
                .add(scalars.clusterId())
                .add(scalars.lineage())
                .add(scalars.revision())
                .add(scalars.version())
                .add(scalars.clockMillis())
                .add(scalars.nextHandle())
                .add(scalars.floor())
                .add(scalars.formatLevel())
                .end();
        return new StateHash(high + row.high(), low + row.low());
    }

    private void add(Hasher row) {
        high += row.high();
        low += row.low();
    }

    private void subtract(Hasher row) {
        high -= row.high();
        low -= row.low();
    }

    private Hasher service(ServiceView service) {
        return hasher.row(SERVICE)
                .add(service.name().key())
                .add(service.revision())
                .add(service.version())
                .end();
    }

    private Hasher live(long handle, long lastSeenMillis, long renewedAtMillis, long renewals) {
        return hasher.row(LIVE)
                .add(handle)
                .add(lastSeenMillis)
                .add(renewedAtMillis)
                .add(renewals)
                .end();
    }

    /** A row of the kind of the live numbers, which never begin with this handle. */
    private Hasher metrics(long handle, Metrics metrics) {
        hasher.row(LIVE).add(NO_HANDLE).add(handle).add(metrics.size());
        metrics.numbers().forEach((name, number) -> hasher.add(name).add(number));
        return hasher.end();
    }

    private Hasher request(RememberedRequest request) {
        return hasher.row(REQUEST)
                .add(request.order())
                .add(request.id().clientHigh())
                .add(request.id().clientLow())
                .add(request.id().sequence())
                .add(request.result().number())
                .add(request.revision())
                .add(request.atMillis())
                .end();
    }

    private Hasher generation(LeftGeneration left) {
        return hasher.row(GENERATION)
                .add(left.order())
                .add(left.service().key())
                .add(left.id().url())
                .add(left.generation())
                .add(left.atMillis())
                .end();
    }

    private Hasher member(Member member) {
        return hasher.row(MEMBER)
                .add(member.name())
                .add(member.nodeId())
                .add(member.peer())
                .add(member.addresses().http())
                .add(member.addresses().grpc())
                .add(member.addresses().node())
                .add(member.build())
                .add(member.formatLevel())
                .end();
    }

    private Hasher protection(Protection protection) {
        return hasher.row(PROTECTION)
                .add(protection.service().key())
                .add(protection.sinceMillis())
                .add(protection.sinceWallMillis())
                .add(protection.instances())
                .add(protection.silent())
                .add(protection.released())
                .add(protection.paidMillis())
                .end();
    }

    private Hasher loss(Loss loss) {
        return hasher.row(LOSS)
                .add(loss.order())
                .add(loss.service().key())
                .add(loss.count())
                .add(loss.atMillis())
                .end();
    }

    private Hasher history(ServiceName service, HistoryEntry entry) {
        hasher.row(HISTORY)
                .add(service.key())
                .add(entry.revision())
                .add(entry.place())
                .add(entry.atMillis())
                .add(entry.term())
                .add(entry.action().name())
                .add(entry.cause().name())
                .add(entry.id().scheme())
                .add(entry.id().host())
                .add(entry.id().port())
                .add(entry.id().context())
                .add(entry.lastedMillis());
        if (!entry.detail().isEmpty()) { // the row of an entry without one ends here
            hasher.add(entry.detail());
        }
        return hasher.end();
    }

    private Hasher config(ConfigName name, ConfigVersion version) {
        hasher.row(CONFIG).add(name.key()).add(version.revision()).add(version.atMillis());
        ConfigText content = version.content();
        if (content != null) {
            hasher.add(content.contentType()).add(content.text());
        }
        return hasher.end();
    }

    private Hasher release(KeptRelease release) {
        ReleaseSpan span = release.span();
        return hasher.row(RELEASE)
                .add(release.service().key())
                .add(release.order())
                .add(span.id().url())
                .add(span.instanceId())
                .add(span.versions().buildTime())
                .add(span.versions().assemblyVersion())
                .add(span.versions().releaseVersion())
                .add(span.fromMillis())
                .add(span.toMillis())
                .end();
    }

    private Hasher settings(Settings settings) {
        hasher.row(SETTINGS)
                .add(settings.defaultTtlMillis())
                .add(settings.offlineGraceMillis())
                .add(settings.doubt().ratioPerMille())
                .add(settings.doubt().min())
                .add(settings.doubt().ratePerMille())
                .add(settings.doubt().holdMillis())
                .add(settings.renewBumpsVersion())
                .add(settings.limits().instancesPerService())
                .add(settings.limits().services())
                .add(settings.limits().instances());
        if (settings.strictNamespaces()) { // seldom; the row ends here where it is not
            hasher.add("strictNamespaces");
        }
        if (!settings.configs().equals(Settings.ConfigLimits.DEFAULT)) { // a row of before ends here
            hasher.add(settings.configs().items()).add(settings.configs().bytes());
        }
        return hasher.end();
    }
}
