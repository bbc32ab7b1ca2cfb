package io.maregistry.server.store.redis;

import io.maregistry.model.ServiceName;
import io.maregistry.server.state.RegistryState;
import io.maregistry.server.state.Scalars;
import io.maregistry.server.state.StateBuilder;
import io.maregistry.server.store.StoreException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads the registry back. What changed while it was read is read again, until nothing did; beside a writer that never
 * rests that ends after some rounds, with each service as it stood at some moment of the last ones. One thread, one use.
 *
 * <p>So some services may be newer than the counters, as where a writer died while it appended: the counters are raised to
 * fit. Where one of another lineage died, some are of the older one still, and get new handles where theirs are taken.
 */
final class Loading {

    private static final int ROUNDS = 5;

    private final RedisLink link;
    private final RedisRegistryConfig keys;
    private final ServiceReader reader;
    private final FoundItems items;
    private final Map<String, FoundService> found = new HashMap<>();

    private final StateBuilder builder = new StateBuilder();
    private long highestRevision;
    private long highestVersion;
    private long nextHandle;
    private final Set<Long> handles = new HashSet<>();

    Loading(RedisLink link, RedisRegistryConfig keys) {
        this.link = link;
        this.keys = keys;
        this.reader = new ServiceReader(link, keys);
        this.items = new FoundItems(link, keys);
    }

    Optional<RegistryState> load() {
        Map<String, String> before = Map.of();
        Map<String, String> counters = counters();
        for (int round = 0; round < ROUNDS; round++) {
            Map<String, String> services = link.scan(keys.servicesKey());
            if (counters.isEmpty() && services.isEmpty()) {
                return Optional.empty();
            }
            found.keySet().retainAll(services.keySet());
            services.entrySet().removeIf(one -> isFound(one.getKey(), one.getValue()));
            boolean areItemsStill = items.areOf(counters);
            if (services.isEmpty() && areItemsStill && isLawful(counters)) {
                return Optional.of(build(counters, true));
            }
            reader.read(services, new Taking());
            if (!areItemsStill) {
                items.read(counters);
            }
            before = counters;
            counters = counters();
        }
        if (before.containsKey("saving") || !isLawful(before)) {
            throw moving(null);
        }
        return Optional.of(build(before, false)); // not newer than what was read behind them
    }

    private boolean isFound(String key, String stamp) {
        FoundService service = found.get(key);
        return service != null && service.stamp().toString().equals(stamp);
    }

    private final class Taking implements ServiceReader.Reader {

        @Override
        public void found(String key, @Nullable FoundService service) {
            if (service == null) {
                found.remove(key);
            } else {
                found.put(key, service);
            }
        }

        @Override
        public void spoilt(String key, IllegalArgumentException contradiction) {
            throw damaged(contradiction);
        }
    }

    private static StoreException damaged(IllegalArgumentException contradiction) {
        return new StoreException(StoreException.Kind.DAMAGED, "redis: " + contradiction.getMessage(), contradiction);
    }

    private static StoreException moving(@Nullable Exception contradiction) {
        return new StoreException(
                StoreException.Kind.UNREACHABLE, "redis is being saved to while it is read", contradiction);
    }

    private Map<String, String> counters() {
        return link.ask(commands -> commands.hgetall(keys.countersKey()));
    }

    /** False where a writer has been at them meanwhile. */
    private boolean isLawful(Map<String, String> counters) {
        try {
            Counters.parse(counters);
            return true;
        } catch (IllegalArgumentException contradiction) {
            if (counters().equals(counters)) {
                throw damaged(new IllegalArgumentException(
                        keys.countersKey() + ": " + contradiction.getMessage(), contradiction));
            }
            return false;
        }
    }

    private RegistryState build(Map<String, String> countersRow, boolean isStill) {
        Counters counters = Counters.parse(countersRow);
        Map<ServiceName, FoundService> own = new TreeMap<>();
        Map<ServiceName, FoundService> foreign = new TreeMap<>();
        try {
            found.forEach((key, service) -> {
                boolean isOwn = service.stamp().lineage() == counters.scalars().lineage();
                (isOwn ? own : foreign).put(ServiceName.ofKey(key), service);
            });
            nextHandle = counters.scalars().nextHandle();
            own.forEach(this::add);
            foreign.forEach(this::add);
            highestRevision = Math.max(highestRevision, items.addTo(builder, isStill));
            return builder.scalars(raised(counters.scalars())).build(counters.position());
        } catch (IllegalArgumentException contradiction) {
            throw isStill ? damaged(contradiction) : moving(contradiction); // a line may be in two places
        }
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

    private void add(ServiceName name, FoundService service) {
        Stamp stamp = service.stamp();
        highestRevision = Math.max(highestRevision, stamp.revision());
        highestVersion = Math.max(highestVersion, stamp.version());
        for (FoundService.Row row : service.rows()) {
            long own = row.live().handle();
            long handle = handles.add(own) ? own : nextHandle;
            handles.add(handle);
            nextHandle = Math.max(nextHandle, handle + 1);
            builder.instance(name, handle, row.instance(), row.live().numbers());
        }
        builder.service(name, stamp.revision(), stamp.version());
    }
}
