package io.maregistry.server.state;

import io.maregistry.model.Content;
import io.maregistry.model.HealthCheck;
import io.maregistry.model.Instance;
import io.maregistry.model.Member;
import io.maregistry.model.Operator;
import io.maregistry.model.Release;
import io.maregistry.model.ServiceName;
import org.jspecify.annotations.Nullable;

/**
 * The sum of the hashes of all rows of the state, kept up to date by adding and subtracting rows as they come and go.
 * Addition has no order, so the sum is the same whatever way led to the state (Bellare and Micciancio 1997, AdHash).
 *
 * <p>What a row is: a service with its counters; an instance with its handle; the live numbers of a handle; a remembered
 * request; a generation left behind; a member; a protected service; a loss to silence; an entry of a history; the settings. Every value of the state must be in exactly one row or among
 * the scalars that {@link #hash} adds.
 *
 * <p>One writer thread.
 */
final class RowSum {

    private static final int SCALARS = 1;
    private static final int SERVICE = 2;
    private static final int INSTANCE = 3;
    private static final int LIVE = 4;
    private static final int REQUEST = 5;
    private static final int GENERATION = 6;
    private static final int MEMBER = 7;
    private static final int SETTINGS = 8;
    private static final int PROTECTION = 9;
    private static final int LOSS = 10;
    private static final int HISTORY = 11;

    private final Hasher hasher = new Hasher();
    private long high;
    private long low;

    void addService(ServiceView service) {
        add(service(service));
    }

    void removeService(ServiceView service) {
        subtract(service(service));
    }

    void addInstance(ServiceName service, Listed listed) {
        add(instance(service, listed));
    }

    void removeInstance(ServiceName service, Listed listed) {
        subtract(instance(service, listed));
    }

    void addLive(long handle, long lastSeenMillis, long renewedAtMillis, long renewals) {
        add(live(handle, lastSeenMillis, renewedAtMillis, renewals));
    }

    void removeLive(long handle, long lastSeenMillis, long renewedAtMillis, long renewals) {
        subtract(live(handle, lastSeenMillis, renewedAtMillis, renewals));
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

    private Hasher instance(ServiceName service, Listed listed) {
        Instance instance = listed.instance();
        hasher.row(INSTANCE)
                .add(service.key())
                .add(listed.handle())
                .add(instance.id().scheme())
                .add(instance.id().host())
                .add(instance.id().port())
                .add(instance.id().context())
                .add(instance.ownStatus().number())
                .add(instance.registeredAtMillis())
                .add(instance.revision());
        addContent(instance.content());
        addOperator(instance.operator());
        if (instance.registered() != null) { // nearly always null; the row of one that nobody patched ends here
            addContent(instance.registered());
        }
        return hasher.end();
    }

    private void addContent(Content content) {
        hasher.add(content.parameters().size());
        content.parameters().forEach((key, value) -> hasher.add(key).add(value));
        hasher.add(content.weight())
                .add(content.lease().ephemeral())
                .add(content.lease().ttlMillis())
                .add(content.lease().offlineGraceMillis())
                .add(content.generation());
        addOptional(content.instanceId());
        HealthCheck check = content.check();
        hasher.add(check != null);
        if (check != null) {
            addCheck(check);
        }
        hasher.add(!content.release().equals(Release.NONE));
        if (!content.release().equals(Release.NONE)) {
            addRelease(content.release());
        }
    }

    private void addCheck(HealthCheck check) {
        hasher.add(check.type().text())
                .add(check.port())
                .add(check.path())
                .add(check.pace().intervalMillis())
                .add(check.pace().timeoutMillis())
                .add(check.pace().rise())
                .add(check.pace().fall())
                .add(check.initial().number())
                .add(check.removeAfterMillis());
    }

    private void addRelease(Release release) {
        hasher.add(release.product().appId())
                .add(release.product().name())
                .add(release.product().domainName())
                .add(release.product().projectName())
                .add(release.updateTime())
                .add(release.buildTime())
                .add(release.assemblyVersion())
                .add(release.releaseVersion())
                .add(release.fromClient());
    }

    private void addOperator(Operator operator) {
        hasher.add(operator.enabled()).add(operator.draining());
        Integer weight = operator.weight();
        hasher.add(weight != null).add(weight == null ? 0 : weight);
        hasher.add(operator.status() == null ? -1 : operator.status().number());
    }

    private void addOptional(@Nullable String text) {
        hasher.add(text != null).add(text == null ? "" : text);
    }

    private Hasher live(long handle, long lastSeenMillis, long renewedAtMillis, long renewals) {
        return hasher.row(LIVE)
                .add(handle)
                .add(lastSeenMillis)
                .add(renewedAtMillis)
                .add(renewals)
                .end();
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
        return hasher.row(HISTORY)
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
                .add(entry.silentMillis())
                .end();
    }

    private Hasher settings(Settings settings) {
        return hasher.row(SETTINGS)
                .add(settings.defaultTtlMillis())
                .add(settings.offlineGraceMillis())
                .add(settings.doubt().ratioPerMille())
                .add(settings.doubt().min())
                .add(settings.doubt().ratePerMille())
                .add(settings.doubt().holdMillis())
                .add(settings.renewBumpsVersion())
                .add(settings.limits().instancesPerService())
                .add(settings.limits().services())
                .add(settings.limits().instances())
                .end();
    }
}
