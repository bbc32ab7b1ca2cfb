package io.maregistry.server.state;

import io.maregistry.model.Content;
import io.maregistry.model.InstanceId;
import io.maregistry.model.ServiceName;
import org.jspecify.annotations.Nullable;

/**
 * One service at one revision: its counters and its instances in registration order. Immutable; any thread. A service
 * whose last instance left keeps its counters, so that a reader who saw a higher one is never told a lower one.
 */
public final class ServiceView {

    static final SortedTree.Order<ServiceName, ServiceView> BY_NAME = new SortedTree.Order<>() {
        @Override
        public ServiceName keyOf(ServiceView value) {
            return value.name;
        }

        @Override
        public int compare(ServiceName key, ServiceView value) {
            return key.compareTo(value.name);
        }
    };

    private static final int HEALTHY_COUNT = 7; // form of SortedTree.Leaf.memo; readers take theirs from 0 on

    private final ServiceName name;
    private final long revision;
    private final long version;
    private final SortedTree<Long, Listed> byHandle;
    private final SortedTree<Listed.IdKey, Listed> byId;
    private final SortedTree<String, Listed> byInstanceId; // those with an explicit instanceId only
    private final ServiceHistory history;

    private ServiceView(
            ServiceName name,
            long revision,
            long version,
            SortedTree<Long, Listed> byHandle,
            SortedTree<Listed.IdKey, Listed> byId,
            SortedTree<String, Listed> byInstanceId,
            ServiceHistory history) {
        this.name = name;
        this.revision = revision;
        this.version = version;
        this.byHandle = byHandle;
        this.byId = byId;
        this.byInstanceId = byInstanceId;
        this.history = history;
    }

    static ServiceView empty(ServiceName name) {
        return new ServiceView(
                name,
                0,
                0,
                SortedTree.empty(Listed.BY_HANDLE),
                SortedTree.empty(Listed.BY_ID),
                SortedTree.empty(Listed.BY_INSTANCE_ID),
                ServiceHistory.EMPTY);
    }

    public ServiceName name() {
        return name;
    }

    /** The revision of the service's last change. */
    public long revision() {
        return revision;
    }

    /** The documents' VERSIONS of the service. */
    public long version() {
        return version;
    }

    /** How many instances are listed. */
    public int size() {
        return byHandle.size();
    }

    /** How many of them are healthy; counted once for each leaf of the tree. */
    public int healthy() {
        int[] healthy = {0};
        byHandle.forEachLeaf(leaf -> healthy[0] += leaf.memo(HEALTHY_COUNT, () -> (int) leaf.values().stream()
                .filter(listed -> listed.instance().isHealthy())
                .count()));
        return healthy[0];
    }

    /** The instances in registration order. */
    public SortedTree<Long, Listed> instances() {
        return byHandle;
    }

    /** What happened to its instances lately, and some of what has left since; readers ask {@link Root#history}. */
    ServiceHistory history() {
        return history;
    }

    /** The instance of that identity, or null. */
    public @Nullable Listed find(InstanceId id) {
        return byId.get(Listed.IdKey.of(id));
    }

    /** The instance that gave itself that second name, or null. */
    public @Nullable Listed findNamed(String instanceId) {
        return byInstanceId.isEmpty() ? null : byInstanceId.get(instanceId);
    }

    /**
     * Another instance that has the second name which {@code content} gives to {@code id}, or null. A second name is the
     * {@code instanceId}, or the url where there is none.
     */
    @Nullable
    Listed holderOfNameOf(InstanceId id, Content content) {
        Listed holder = content.instanceId() == null ? holderOfUrl(id) : holderOf(content.instanceId());
        return holder == null || holder.instance().id().equals(id) ? null : holder;
    }

    /** The instance that took the url of {@code id} for its {@code instanceId}. */
    private @Nullable Listed holderOfUrl(InstanceId id) {
        return byInstanceId.isEmpty() ? null : byInstanceId.get(id.url());
    }

    private @Nullable Listed holderOf(String instanceId) {
        Listed named = byInstanceId.get(instanceId);
        InstanceId url = named == null ? InstanceId.ofUrlOrNull(instanceId) : null;
        Listed unnamed = url == null ? null : find(url);
        return unnamed != null && unnamed.instance().content().instanceId() == null ? unnamed : named;
    }

    /** This service with {@code listed} in it, in the place of the stay with the same handle. */
    ServiceView with(Listed listed) {
        return new ServiceView(
                name, revision, version, byHandle.with(listed), byId.with(listed), withAlias(listed), history);
    }

    ServiceView without(Listed listed) {
        return new ServiceView(
                name,
                revision,
                version,
                byHandle.without(listed.handle()),
                byId.without(Listed.IdKey.of(listed.instance().id())),
                withoutAlias(listed),
                history);
    }

    ServiceView emptied() {
        return empty(name).at(revision, version).with(history);
    }

    ServiceView at(long newRevision, long newVersion) {
        return new ServiceView(name, newRevision, newVersion, byHandle, byId, byInstanceId, history);
    }

    ServiceView with(ServiceHistory now) {
        return new ServiceView(name, revision, version, byHandle, byId, byInstanceId, now);
    }

    private SortedTree<String, Listed> withAlias(Listed listed) {
        Listed before = byInstanceId.isEmpty() ? null : byHandle.get(listed.handle());
        SortedTree<String, Listed> aliases = before == null ? byInstanceId : withoutAlias(before);
        return listed.instance().content().instanceId() == null ? aliases : aliases.with(listed);
    }

    private SortedTree<String, Listed> withoutAlias(Listed listed) {
        return listed.instance().content().instanceId() == null
                ? byInstanceId
                : byInstanceId.without(listed.instanceId());
    }
}
