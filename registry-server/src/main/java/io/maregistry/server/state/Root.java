package io.maregistry.server.state;

import io.maregistry.model.Member;
import io.maregistry.model.ServiceName;
import org.jspecify.annotations.Nullable;

/**
 * The whole state as it stood after one entry: what readers see, through one volatile read. Immutable; any thread.
 *
 * <p>Body, headers and token of an answer must come from one and the same root.
 */
public final class Root {

    private final Position position;
    private final Scalars scalars;
    private final StateHash hash;
    private final SortedTree<ServiceName, ServiceView> services;
    private final LiveTable.View live;
    private final SortedTree<Long, RememberedRequest> requests;
    private final SortedTree<Long, LeftGeneration> generations;
    private final SortedTree<String, Member> members;
    private final SortedTree<ServiceName, Protection> protections;
    private final SortedTree<Long, Loss> losses;
    private final Settings settings;
    private final Sizes sizes;
    private final boolean restoring;
    private final History.Oldest oldest; // of all histories

    Root(Position position, Working state) {
        this.position = position;
        this.scalars = state.scalars();
        this.hash = state.hash();
        this.services = state.services().view();
        this.live = state.services().liveView();
        this.requests = state.requests().view();
        this.generations = state.generations().view();
        this.members = state.members().view();
        this.protections = state.protections().view();
        this.losses = state.losses().view();
        this.settings = state.settings();
        this.sizes = new Sizes(
                state.services().listedServices(),
                state.services().instances(),
                state.services().ephemeral());
        this.oldest = state.services().history().oldest();
        this.restoring = state.staging() != null;
    }

    /**
     * How much is listed.
     *
     * @param services with at least one instance
     * @param instances in all
     * @param ephemeral those of them that must renew
     */
    public record Sizes(int services, int instances, int ephemeral) {}

    /** The last entry that it holds. */
    public Position position() {
        return position;
    }

    public Scalars scalars() {
        return scalars;
    }

    /** The rolling hash of everything that replicas share. */
    public StateHash hash() {
        return hash;
    }

    /** All services that are known, the emptied ones too, in the order of their keys. */
    public SortedTree<ServiceName, ServiceView> services() {
        return services;
    }

    /** The service of that name, or null where it is not known. */
    public @Nullable ServiceView service(ServiceName name) {
        return services.get(name);
    }

    /** The revision of a service of this root; the floor, which all of them lie above, where it is null for unknown. */
    public long revisionOf(@Nullable ServiceView service) {
        return service == null ? scalars.floor() : service.revision();
    }

    /** What happened to the instances of a service lately; empty where the service is not known. */
    public ServiceHistory history(ServiceName name) {
        ServiceView service = services.get(name);
        return service == null ? ServiceHistory.EMPTY : history(service);
    }

    /** What happened to the instances of a service of this root lately. */
    public ServiceHistory history(ServiceView service) {
        return service.history().from(oldest);
    }

    /** What renewals left of an instance that this root lists. */
    public LiveNumbers live(Listed listed) {
        return live.numbers(listed.slot());
    }

    /** The requests whose outcome is remembered, oldest first. */
    public SortedTree<Long, RememberedRequest> requests() {
        return requests;
    }

    /** The generations that unregistered instances left behind, oldest first. */
    public SortedTree<Long, LeftGeneration> generations() {
        return generations;
    }

    /** The members as they announced themselves, by peer. */
    public SortedTree<String, Member> members() {
        return members;
    }

    /** The services of which too many are silent at once, in the order of their keys. */
    public SortedTree<ServiceName, Protection> protections() {
        return protections;
    }

    /** What services lost to silence not long ago, oldest first. */
    public SortedTree<Long, Loss> losses() {
        return losses;
    }

    public Settings settings() {
        return settings;
    }

    public Sizes sizes() {
        return sizes;
    }

    /** True while a restore is being staged; such a root is not saved as a snapshot. */
    public boolean isRestoring() {
        return restoring;
    }

    /** The hash computed from scratch; it differs from {@link #hash()} only where this replica is broken. O(n). */
    public StateHash recomputedHash() {
        RowSum rows = new RowSum();
        for (ServiceView service : services) {
            rows.addService(service);
            history(service).entries().forEach(entry -> rows.addHistory(service.name(), entry));
            for (Listed listed : service.instances()) {
                LiveNumbers numbers = live(listed);
                rows.addInstance(service.name(), listed);
                rows.addLive(listed.handle(), numbers.lastSeenMillis(), numbers.renewedAtMillis(), numbers.renewals());
            }
        }
        requests.forEach(rows::addRequest);
        generations.forEach(rows::addGeneration);
        members.forEach(rows::addMember);
        protections.forEach(rows::addProtection);
        losses.forEach(rows::addLoss);
        rows.addSettings(settings);
        return rows.hash(scalars);
    }
}
