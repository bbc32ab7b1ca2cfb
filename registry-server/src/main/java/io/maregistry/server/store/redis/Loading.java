package io.maregistry.server.store.redis;

import io.lettuce.core.RedisFuture;
import io.maregistry.model.Instance;
import io.maregistry.model.ServiceName;
import io.maregistry.server.state.RegistryState;
import io.maregistry.server.state.Scalars;
import io.maregistry.server.state.StateBuilder;
import io.maregistry.server.store.StoreException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads the registry back. Where a writer died while it appended, some services may be newer than the counters, which are
 * raised to fit; where one of another lineage died, some are of the older one still, and get new handles where theirs are
 * taken. One thread, one use.
 */
final class Loading {

    private static final int WINDOW = 250;
    private static final int ATTEMPTS = 3;

    private final RedisLink link;
    private final RedisRegistryConfig keys;

    private final StateBuilder builder = new StateBuilder();
    private long highestRevision;
    private long highestVersion;
    private long nextHandle;
    private final Set<Long> handles = new HashSet<>();

    Loading(RedisLink link, RedisRegistryConfig keys) {
        this.link = link;
        this.keys = keys;
    }

    Optional<RegistryState> load() {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Map<String, String> before = counters();
            Map<String, String> services = link.scan(keys.servicesKey());
            if (before.isEmpty() && services.isEmpty()) {
                return Optional.empty();
            }
            try {
                RegistryState read = new Loading(link, keys).read(before, services);
                if (counters().equals(before)) {
                    return Optional.of(read);
                }
            } catch (IllegalArgumentException contradiction) {
                if (counters().equals(before)) {
                    throw new StoreException(
                            StoreException.Kind.DAMAGED, "redis: " + contradiction.getMessage(), contradiction);
                }
            }
        }
        throw new StoreException(StoreException.Kind.UNREACHABLE, "redis is being written while it is read");
    }

    private Map<String, String> counters() {
        return link.ask(commands -> commands.hgetall(keys.countersKey()));
    }

    private RegistryState read(Map<String, String> countersRow, Map<String, String> servicesRow) {
        Counters counters = in(keys.countersKey(), () -> Counters.parse(countersRow));
        Map<ServiceName, Stamp> own = new TreeMap<>();
        Map<ServiceName, Stamp> foreign = new TreeMap<>();
        servicesRow.forEach((key, text) -> in(keys.servicesKey() + " " + key, () -> {
            Stamp stamp = Stamp.parse(text);
            boolean isOwn = stamp.lineage() == counters.scalars().lineage();
            return (isOwn ? own : foreign).put(ServiceName.ofKey(key), stamp);
        }));
        nextHandle = counters.scalars().nextHandle();
        own.forEach(this::service);
        foreign.forEach(this::service);
        return builder.scalars(raised(counters.scalars())).build(counters.position());
    }

    private Scalars raised(Scalars scalars) {
        return new Scalars(
                scalars.clusterId(),
                scalars.lineage(),
                Math.max(scalars.revision(), highestRevision),
                Math.max(scalars.version(), highestVersion),
                scalars.clockMillis(),
                nextHandle,
                scalars.floor(),
                scalars.formatLevel());
    }

    private void service(ServiceName name, Stamp stamp) {
        highestRevision = Math.max(highestRevision, stamp.revision());
        highestVersion = Math.max(highestVersion, stamp.version());
        for (Row row : rows(name, stamp)) {
            long own = row.live.handle();
            long handle = handles.add(own) ? own : nextHandle;
            handles.add(handle);
            nextHandle = Math.max(nextHandle, handle + 1);
            in(name + " " + row.instance.id(), () -> builder.instance(name, handle, row.instance, row.live.numbers()));
        }
        in(name.key(), () -> builder.service(name, stamp.revision(), stamp.version()));
    }

    private record Row(LiveRow live, Instance instance) {}

    /** The instances of a service in the order of its list. */
    private List<Row> rows(ServiceName name, Stamp stamp) {
        Set<String> members = new HashSet<>(link.ask(commands -> commands.smembers(keys.instancesKey(name.key()))));
        Map<String, LiveRow> live = new HashMap<>();
        link.scan(keys.liveKey(name.key()))
                .forEach((url, text) -> in(keys.liveKey(name.key()) + " " + url, () -> {
                    LiveRow row = LiveRow.parse(text);
                    return live.put(row.member(), row);
                }));
        if (members.size() != stamp.instances() || !members.equals(live.keySet())) {
            throw new IllegalArgumentException(name + " should list " + stamp.instances() + " instances; "
                    + keys.instancesKey(name.key()) + " has " + members.size() + ", "
                    + keys.liveKey(name.key()) + " has " + live.size());
        }
        List<String> order = new ArrayList<>(members);
        List<Row> rows = new ArrayList<>(order.size());
        for (int from = 0; from < order.size(); from += WINDOW) {
            read(name, order.subList(from, Math.min(order.size(), from + WINDOW)), live, rows);
        }
        rows.sort(Comparator.comparingLong(row -> row.live.handle()));
        return rows;
    }

    private void read(ServiceName name, List<String> members, Map<String, LiveRow> live, List<Row> rows) {
        List<RedisFuture<Map<String, String>>> sent = new ArrayList<>(members.size());
        for (String member : members) {
            String key = keys.instanceKey(name.key(), member);
            sent.add(link.send(commands -> commands.hgetall(key)));
        }
        List<Map<String, String>> hashes = link.await(sent);
        for (int at = 0; at < members.size(); at++) {
            String member = members.get(at);
            Map<String, String> hash = hashes.get(at);
            LiveRow row = live.get(member);
            rows.add(in(keys.instanceKey(name.key(), member), () -> row(name, member, row, hash)));
        }
    }

    private static Row row(ServiceName name, String member, @Nullable LiveRow live, Map<String, String> hash) {
        Instance instance = InstanceHash.instance(hash);
        if (live == null
                || !Long.toString(live.handle()).equals(hash.get("handle"))
                || !InstanceHash.member(name.key(), instance).equals(member)) {
            throw new IllegalArgumentException("handle or name is not that of the list");
        }
        return new Row(live, instance);
    }

    /** What {@code maker} makes; what it finds unlawful is told with its place. */
    private static <T extends @Nullable Object> T in(String place, Supplier<T> maker) {
        try {
            return maker.get();
        } catch (IllegalArgumentException unlawful) {
            throw new IllegalArgumentException(place + ": " + unlawful.getMessage(), unlawful);
        }
    }
}
