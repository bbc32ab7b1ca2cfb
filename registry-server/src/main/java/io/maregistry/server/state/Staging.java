package io.maregistry.server.state;

import io.maregistry.model.Instance;
import io.maregistry.model.ServiceName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A document on its way into the state: chunks gather here, and nothing else changes until the commit replaces services
 * and instances in one step. A staging that hears nothing for {@value #MAX_SILENCE_MILLIS} ms of clock is dropped.
 *
 * <p>The applying thread alone.
 */
final class Staging {

    static final long MAX_SILENCE_MILLIS = 60_000;

    private final RestoreBegin begin;
    private final Map<ServiceName, StagedService> services = new LinkedHashMap<>();
    private final Map<ServiceName, DistinctNames> names = new HashMap<>();
    private final StagedConfigs configs = new StagedConfigs();
    private final StagedItems items = new StagedItems();
    private String twice = "";
    private int chunks;
    private long lastChunkMillis;

    Staging(RestoreBegin begin, long clockMillis) {
        this.begin = begin;
        this.lastChunkMillis = clockMillis;
    }

    boolean isFor(String restoreId) {
        return begin.restoreId().equals(restoreId);
    }

    boolean isStaleAt(long clockMillis) {
        return lastChunkMillis + MAX_SILENCE_MILLIS <= clockMillis;
    }

    int chunks() {
        return chunks;
    }

    void add(RestoreChunk chunk, long clockMillis) {
        chunks++;
        lastChunkMillis = clockMillis;
        chunk.part().configs().forEach(configs::add);
        for (StagedService part : chunk.part().services()) {
            services.merge(part.name(), part, StagedService::followedBy);
            lookForDoubles(part);
        }
        chunk.part().items().forEach(items::add);
    }

    /** Looked for with each chunk, so that the commit, which nothing else can be applied beside, need not. */
    private void lookForDoubles(StagedService part) {
        DistinctNames known = names.computeIfAbsent(part.name(), name -> new DistinctNames());
        for (StagedInstance instance : part.instances()) {
            if (!known.add(instance.id(), instance.content().instanceId()) && twice.isEmpty()) {
                twice = instance.id() + " is in " + part.name() + " twice";
            }
        }
    }

    /** What in the document contradicts itself, as an identity, a second name or an item that is twice; empty where nothing does. */
    String fault() {
        String doubled = twice.isEmpty() ? items.twice() : twice;
        return doubled.isEmpty() ? configs.fault() : doubled;
    }

    /** Makes the document the state; see {@link RestoreCommit}. */
    Outcome commit(Working state, RestoreCommit commit) {
        if (begin.isOvertaken(state)) {
            return begin.overtaken(state);
        }
        Map<ServiceName, StagedService> document = begin.plain() ? completedBy(state) : services;
        Map<ServiceName, StagedService> wanted = begin.merge() ? mergedWith(state, document) : document;
        StagedConfigs.Plan plan = configs.plan(state, begin);
        if (equalsStateOf(state, wanted) && items.equalStateOf(state, begin.merge()) && plan.isDone(state)) {
            return new Outcome.Restored(
                    state.revision(), false, listed(state), state.services().instances());
        }
        String over = Stream.of(
                        items.overLimit(state, begin.merge()),
                        overLimit(wanted, state.settings().limits()),
                        plan.overLimit(state))
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElse("");
        if (!over.isEmpty()) {
            return Outcome.Rejected.of(state.revision(), Outcome.Rejected.Reason.QUOTA_EXCEEDED, over);
        }
        long revision = Math.max(state.revision(), commit.documentRevision()) + 1;
        if (!plan.isBehind(revision)) {
            return Outcome.Rejected.of(
                    state.revision(),
                    Outcome.Rejected.Reason.INVALID_RESTORE,
                    "an item of the document is newer than the document");
        }
        TreeSet<ServiceName> emptied = new TreeSet<>();
        for (ServiceView service : state.services().view()) {
            if (!wanted.containsKey(service.name())) {
                emptied.add(service.name());
            }
        }
        for (ServiceName name : emptied) {
            replaceService(state, new StagedService(name, StagedService.NO_VERSION, List.of()), revision);
        }
        for (StagedService service : wanted.values()) {
            replaceService(state, service, revision);
        }
        plan.applyTo(state, revision);
        items.commit(state, begin.merge(), revision);
        state.restored(
                revision, commit.documentVersion() > state.version() ? commit.documentVersion() : state.version() + 1);
        state.services()
                .releases()
                .restore(document.values(), begin.merge(), state.services().view(), state.wallMillis());
        return new Outcome.Restored(
                revision, true, listed(state), state.services().instances());
    }

    /** Which limit the services break; empty where none. */
    private static String overLimit(Map<ServiceName, StagedService> wanted, Settings.Limits limits) {
        int services = 0;
        long instances = 0;
        for (StagedService service : wanted.values()) {
            int size = service.instances().size();
            if (size > limits.instancesPerService()) {
                return service.name() + " would have " + size + " instances; the limit is "
                        + limits.instancesPerService();
            }
            services += size == 0 ? 0 : 1;
            instances += size;
        }
        if (services > limits.services() || instances > limits.instances()) {
            return "there would be " + services + " services and " + instances + " instances; the limits are "
                    + limits.services() + " and " + limits.instances();
        }
        return "";
    }

    private static int listed(Working state) {
        return state.services().listedServices();
    }

    /** The document, with what a plain one cannot say taken from the instances that are listed. */
    private Map<ServiceName, StagedService> completedBy(Working state) {
        Map<ServiceName, StagedService> completed = new LinkedHashMap<>();
        for (StagedService service : services.values()) {
            ServiceView ours = state.services().get(service.name());
            completed.put(service.name(), ours == null ? service : service.completedBy(ours, state.services()));
        }
        return completed;
    }

    /** Services of both sides; where both have one, the list with the higher VERSIONS, ours where they are equal. */
    private static Map<ServiceName, StagedService> mergedWith(Working state, Map<ServiceName, StagedService> document) {
        Map<ServiceName, StagedService> merged = new LinkedHashMap<>();
        for (ServiceView ours : state.services().view()) {
            if (ours.size() > 0) {
                StagedService theirs = document.get(ours.name());
                merged.put(
                        ours.name(),
                        theirs != null && theirs.version() > ours.version() ? theirs : stagedOf(state, ours));
            }
        }
        document.forEach(merged::putIfAbsent);
        return merged;
    }

    private static StagedService stagedOf(Working state, ServiceView service) {
        List<StagedInstance> kept = new ArrayList<>(service.size());
        for (Listed listed : service.instances()) {
            Instance instance = listed.instance();
            LiveNumbers numbers = state.services().numbers(listed);
            kept.add(new StagedInstance(
                    instance.id(),
                    instance.content(),
                    instance.operator(),
                    instance.ownStatus(),
                    instance.registeredAtMillis(),
                    numbers.renewedAtMillis(),
                    numbers.renewals(),
                    instance.registered(),
                    instance.checkState(),
                    numbers.metrics()));
        }
        return new StagedService(service.name(), StagedService.NO_VERSION, kept);
    }

    private static boolean equalsStateOf(Working state, Map<ServiceName, StagedService> wanted) {
        int listed = 0;
        for (StagedService service : wanted.values()) {
            if (!service.instances().isEmpty()) {
                listed++;
                ServiceView ours = state.services().get(service.name());
                if (ours == null || !sameList(ours, service)) {
                    return false;
                }
            }
        }
        return listed == state.services().listedServices();
    }

    private static boolean sameList(ServiceView ours, StagedService theirs) {
        if (ours.size() != theirs.instances().size()) {
            return false;
        }
        int at = 0;
        for (Listed listed : ours.instances()) {
            if (!theirs.instances().get(at++).saysTheSameAs(listed.instance())) {
                return false;
            }
        }
        return true;
    }

    private static void replaceService(Working state, StagedService wanted, long revision) {
        ServiceView before = state.services().get(wanted.name());
        long version = before == null ? 0 : before.version();
        if (before != null) {
            for (Listed listed : before.instances()) {
                state.services().remove(wanted.name(), listed);
            }
        }
        for (StagedInstance instance : wanted.instances()) {
            state.services()
                    .add(
                            wanted.name(),
                            instance.toInstance(state.clockMillis(), state.wallMillis(), revision),
                            new LiveNumbers(
                                    state.clockMillis(),
                                    instance.renewedAtMillis(),
                                    instance.renewals(),
                                    instance.metrics()));
        }
        state.services().stamp(wanted.name(), revision, wanted.version() > version ? wanted.version() : version + 1);
    }
}
