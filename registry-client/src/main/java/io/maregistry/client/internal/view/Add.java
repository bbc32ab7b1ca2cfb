package io.maregistry.client.internal.view;

import io.maregistry.model.ResumeToken;
import io.maregistry.model.ServiceName;
import io.maregistry.proto.v1.Service;
import io.maregistry.proto.v1.WatchAdd;
import io.maregistry.proto.v1.WatchChange;
import io.maregistry.proto.v1.WatchState;
import io.maregistry.wire.KeyMessages;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One add of the stream: services that are watched together, with the point up to which they are told. Guarded by the loop. */
final class Add {

    static final int MAX_SERVICES = 1_000; // that a server takes

    private final long id;
    private final Map<ServiceName, KnownService> services = new LinkedHashMap<>();
    private final List<WatchChange> held = new ArrayList<>(); // of one revision, of which more is to come
    private final Set<ServiceName> replaced = new HashSet<>(); // whose next list counts whatever its revision
    private Service.@Nullable Builder parts; // of a list of which more is to come
    private @Nullable ResumeToken token; // null = not told as a whole yet
    private long heardNanos;
    private long confirmedNanos;

    Add(long id, Collection<KnownService> services, @Nullable ResumeToken token, long nowNanos) {
        this.id = id;
        services.forEach(service -> this.services.put(service.name(), service));
        this.token = token;
        this.heardNanos = nowNanos;
        this.confirmedNanos = nowNanos;
    }

    long id() {
        return id;
    }

    Collection<KnownService> services() {
        return services.values();
    }

    @Nullable
    KnownService service(ServiceName name) {
        return services.get(name);
    }

    @Nullable
    ResumeToken token() {
        return token;
    }

    void token(ResumeToken told) {
        token = told;
    }

    /** What its services read: one group each, or which groups; those of an add all read the same. */
    static String kindOf(KnownService service) {
        String group = service.name().group();
        return ServiceName.areGroups(group) ? group : "";
    }

    boolean readsOneGroup() {
        return services.values().stream().allMatch(service -> kindOf(service).isEmpty());
    }

    boolean isFull() {
        return services.size() >= MAX_SERVICES;
    }

    WatchAdd message() {
        WatchAdd.Builder add = WatchAdd.newBuilder().setId(id).setAck(true);
        services.keySet().forEach(name -> add.addServices(KeyMessages.toMessage(name)));
        if (token != null) {
            add.setSince(token.toString());
        }
        return add.build();
    }

    /** Begins on a new stream: what was half told is told again. */
    void opened(long nowNanos) {
        held.clear();
        replaced.clear();
        parts = null;
        heardNanos = nowNanos;
    }

    /** All lists come anew. */
    void reset() {
        held.clear();
        parts = null;
        replaced.addAll(services.keySet());
    }

    /** The list, once its last part is told; null before. */
    @Nullable
    Service whole(WatchState told) {
        Service.Builder known = parts;
        boolean goesOn =
                known != null && known.getKey().equals(told.getService().getKey());
        Service.Builder list = known != null && goesOn
                ? known.addAllInstances(told.getService().getInstancesList())
                : told.getService().toBuilder();
        parts = told.getMore() ? list : null;
        return told.getMore() ? null : list.build();
    }

    /** Whether the list that comes now is the first since a reset. */
    boolean isFirstSinceReset(ServiceName name) {
        return replaced.remove(name);
    }

    /** Keeps a change until all of its revision are there. */
    void hold(WatchChange change) {
        held.add(change);
    }

    /** All that were held, by their services. */
    Map<ServiceName, List<WatchChange>> release() {
        Map<ServiceName, List<WatchChange>> whole = new LinkedHashMap<>();
        for (WatchChange change : held) {
            whole.computeIfAbsent(KeyMessages.service(change.getService()), name -> new ArrayList<>())
                    .add(change);
        }
        held.clear();
        return whole;
    }

    int held() {
        return held.size();
    }

    /** Something was heard of it. */
    void heard(long nowNanos) {
        heardNanos = nowNanos;
    }

    /** When something was heard of it last, or when it was asked for. */
    long heardNanos() {
        return heardNanos;
    }

    /**
     * All its lists are the newest. Said of each service only now and then, since an add may hold many and hear much.
     *
     * @param pauseNanos at most so often
     */
    void confirm(long nowNanos, long pauseNanos) {
        if (nowNanos - confirmedNanos >= pauseNanos) {
            confirmedNanos = nowNanos;
            services.values().forEach(service -> service.confirm(nowNanos));
        }
    }
}
