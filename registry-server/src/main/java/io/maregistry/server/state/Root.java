package io.maregistry.server.state;

import io.maregistry.model.ConfigName;
import io.maregistry.model.Member;
import io.maregistry.model.Metrics;
import io.maregistry.model.ServiceName;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
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
    private final SortedTree<ConfigName, ConfigHistory> configs;
    private final long configFloor;
    private final SortedTree<String, Namespace> namespaces;
    private final SortedTree<String, ServiceRouting> routings;
    private final SortedTree<String, ServiceRules> rules;
    private final SortedTree<String, Space> spaces;
    private final SortedTree<Loss.Key, Loss> losses;
    private final SortedTree<KeptRelease.Place, KeptRelease> releases;
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
        this.configs = state.configs().view();
        this.configFloor = state.configs().floor();
        this.namespaces = state.items().namespaces().view();
        this.routings = state.items().routings().view();
        this.rules = state.items().rules().view();
        this.spaces = state.services().spaces().view();
        this.releases = state.services().releases().view();
        this.settings = state.settings();
        this.sizes = new Sizes(
                state.services().listedServices(),
                state.services().instances(),
                state.services().ephemeral(),
                state.services().checked());
        this.oldest = state.services().history().oldest();
        this.restoring = state.staging() != null;
    }

    /**
     * How much is listed.
     *
     * @param services with at least one instance
     * @param instances in all
     * @param ephemeral those of them that must renew
     * @param checked those of them that have an active check
     */
    public record Sizes(int services, int instances, int ephemeral, int checked) {}

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

    /** The metrics that an instance of this root told last. */
    public Metrics metrics(Listed listed) {
        return live.metrics(listed.slot());
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

    /** The services of which too many are silent or failing at once, in the order of their keys. */
    public SortedTree<ServiceName, Protection> protections() {
        return protections;
    }

    /** What services lost to silence not long ago, oldest first. */
    public SortedTree<Loss.Key, Loss> losses() {
        return losses;
    }

    /** The configuration items that are known, removed ones too, in the order of their keys. */
    public SortedTree<ConfigName, ConfigHistory> configs() {
        return configs;
    }

    /** The configuration item of that name; null where there is none. */
    public @Nullable ConfigItem config(ConfigName name) {
        ConfigHistory known = configs.get(name);
        return known == null ? null : known.item();
    }

    /** The revision of a configuration item, there or removed; {@link #configFloor} where nothing is known of it. */
    public long revisionOf(ConfigName name) {
        ConfigHistory known = configs.get(name);
        return known == null ? configFloor : known.revision();
    }

    /** No configuration item of which nothing is known was changed behind that revision. */
    public long configFloor() {
        return configFloor;
    }

    /** The namespaces that somebody created, by name. */
    public SortedTree<String, Namespace> namespaces() {
        return namespaces;
    }

    /** Which groups of services get their calls, by namespace and service; those that were cleared as well. */
    public SortedTree<String, ServiceRouting> routings() {
        return routings;
    }

    /** What is routed of that service, or was; null where nobody ever said anything that is remembered. */
    public @Nullable ServiceRouting routing(String namespace, String service) {
        return routings.isEmpty() ? null : routings.get(ServiceRouting.key(namespace, service));
    }

    /** What operators want of services, those that list nothing too, by their keys. */
    public SortedTree<String, ServiceRules> rules() {
        return rules;
    }

    /** What operators want of that service; null where that is nothing. */
    public @Nullable ServiceRules rules(ServiceName service) {
        return RuledServices.of(rules, service);
    }

    /** What each namespace lists of which a service is known, by name. */
    public SortedTree<String, Space> spaces() {
        return spaces;
    }

    /** What that namespace lists. */
    public Space space(String namespace) {
        Space known = spaces.get(namespace);
        return known == null ? Space.empty(namespace) : known;
    }

    /** Whether there is such a namespace: because somebody created it, or because there is something in it. */
    public boolean hasNamespace(String name) {
        return name.equals(ServiceName.DEFAULT_NAMESPACE)
                || namespaces.get(name) != null
                || space(name).services() > 0
                || routes(name)
                || RuledServices.areIn(rules, name)
                || Configs.areIn(configs, name);
    }

    private boolean routes(String namespace) {
        String prefix = namespace + '/';
        Iterator<ServiceRouting> walk = routings.from(prefix);
        while (walk.hasNext()) {
            ServiceRouting next = walk.next();
            if (!next.key().startsWith(prefix)) {
                return false;
            }
            if (next.routing() != null) {
                return true;
            }
        }
        return false;
    }

    /** Which builds ran in all services: by service, and within it oldest first. */
    public SortedTree<?, KeptRelease> releases() {
        return releases;
    }

    /** Which builds ran in a service, oldest first; empty where none named a version. */
    public List<ReleaseSpan> releases(ServiceName service) {
        List<ReleaseSpan> spans = new ArrayList<>();
        Iterator<KeptRelease> from = releases.from(KeptRelease.Place.firstOf(service));
        while (from.hasNext()) {
            KeptRelease next = from.next();
            if (!next.service().equals(service)) {
                break;
            }
            spans.add(next.span());
        }
        return spans;
    }

    public Settings settings() {
        return settings;
    }

    /** The settings as that service has them: with its own rules in the place of what they say otherwise. */
    public Settings settings(ServiceName service) {
        return RuledServices.settings(settings, rules, service);
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
                rows.addMetrics(listed.handle(), numbers.metrics());
            }
        }
        requests.forEach(rows::addRequest);
        generations.forEach(rows::addGeneration);
        members.forEach(rows::addMember);
        protections.forEach(rows::addProtection);
        losses.forEach(rows::addLoss);
        configs.forEach(item -> item.versions().forEach(version -> rows.addConfig(item.name(), version)));
        rows.addConfigFloor(configFloor);
        namespaces.forEach(rows::addItem);
        routings.forEach(rows::addItem);
        rules.forEach(rows::addItem);
        releases.forEach(rows::addRelease);
        rows.addSettings(settings);
        return rows.hash(scalars);
    }
}
