package io.maregistry.server.store.redis;

import io.maregistry.model.ResumeToken;
import io.maregistry.model.ServiceName;
import io.maregistry.server.snapshot.StoredItems;
import io.maregistry.server.state.Change;
import io.maregistry.server.state.RegistryState;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.Scalars;
import io.maregistry.server.state.ServiceChange;
import io.maregistry.server.state.ServiceView;
import io.maregistry.server.store.RegistryStore;
import io.maregistry.server.store.StoreException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The registry in a Redis; the package tells how. One thread. */
final class RedisStore implements RegistryStore {

    private final RedisLink link;
    private final RedisRegistryConfig keys;
    private final LongSupplier wallMillis;
    private final ItemWriter items;
    private boolean isVerified; // what is there is what this writer left, unless another one came

    /** {@code wallMillis} gives the times of heartbeats, and of messages that no change of the registry brings about. */
    RedisStore(RedisLink link, RedisRegistryConfig keys, LongSupplier wallMillis) {
        this.link = link;
        this.keys = keys;
        this.wallMillis = wallMillis;
        this.items = new ItemWriter(link, keys);
    }

    @Override
    public String name() {
        return "redis";
    }

    @Override
    public Optional<RegistryState> load() {
        return new Loading(link, keys).load();
    }

    @Override
    public Optional<Scalars> held() {
        try {
            Map<String, String> counters = link.scan(keys.countersKey());
            return counters.isEmpty()
                    ? Optional.empty()
                    : Optional.of(Counters.parse(counters).scalars());
        } catch (IllegalArgumentException contradiction) {
            return Optional.empty(); // as nothing can be made of it, it is nobody's
        } catch (StoreException failure) {
            if (failure.kind() == StoreException.Kind.DAMAGED) { // no hash at all
                return Optional.empty();
            }
            throw failure;
        }
    }

    @Override
    public void save(Root root) {
        boolean wasVerified = isVerified;
        isVerified = false; // until this save is through
        Fence fence = Fence.ofSave(root);
        check(begin(fence, root), root);
        Calls calls = new Calls(link);
        StoredService stored = new StoredService(keys, root, fence, calls, wallMillis.getAsLong());
        link.ask(commands -> commands.smembers(keys.unsettledKey())).forEach(stored::settle);
        check(calls.finish(), root);
        StoredItems itemsNow = StoredItems.of(root);
        items.save(itemsNow, fence, calls);
        Map<String, String> held = link.scan(keys.servicesKey());
        Set<String> doubtful = wasVerified ? Set.of() : doubtful(held);
        for (ServiceView service : root.services()) {
            String key = service.name().key();
            String was = held.remove(key);
            if (doubtful.contains(key)) {
                stored.replace(service, false);
            } else {
                write(stored, service, Stamp.of(root.scalars().lineage(), service), was);
            }
        }
        for (String left : held.keySet()) {
            stored.forget(left, root.scalars().floor());
        }
        check(calls.finish(), root);
        check(end(fence, root), root);
        items.left(itemsNow);
        isVerified = true;
    }

    /** What this writer has not written itself is read first: a service that nobody can make sense of is written anew. */
    private Set<String> doubtful(Map<String, String> held) {
        Set<String> doubtful = new HashSet<>();
        new ServiceReader(link, keys).read(held, new ServiceReader.Reader() {
            @Override
            public void found(String key, @Nullable FoundService service) {}

            @Override
            public void spoilt(String key, IllegalArgumentException contradiction) {
                doubtful.add(key);
            }
        });
        return doubtful;
    }

    private Verdict begin(Fence fence, Root root) {
        List<String> arguments = fence.saved();
        arguments.addAll(Counters.of(root));
        Calls begin = new Calls(link);
        begin.add(Script.BEGIN, List.of(keys.countersKey(), keys.servicesKey(), keys.unsettledKey()), arguments);
        return begin.finish();
    }

    /** A service that is as it should be gets no more than its signs of life. */
    private static void write(StoredService stored, ServiceView service, Stamp stamp, @Nullable String held) {
        if (stamp.toString().equals(held)) {
            stored.refresh(service);
        } else if (held != null && held.startsWith(new ResumeToken(stamp.lineage(), stamp.revision()) + " ")) {
            stored.stamp(service);
            stored.refresh(service);
        } else {
            stored.replace(service, true);
        }
    }

    private Verdict end(Fence fence, Root root) {
        List<String> arguments = fence.arguments();
        arguments.addAll(Counters.of(root));
        Calls end = new Calls(link);
        end.add(Script.END, List.of(keys.countersKey()), arguments);
        return end.finish();
    }

    /** Changes of one service go together, as it is after them; the messages tell each. So do items, of which none tells. */
    @Override
    public boolean append(Root root, List<Change> changes) {
        if (changes.isEmpty()) {
            return true;
        }
        if (changes.get(changes.size() - 1).revision() != root.scalars().revision()) {
            return false;
        }
        List<Delta> deltas = deltas(root, ServiceChange.allOf(changes));
        if (!items.isKnown() || !deltas.stream().allMatch(Delta::isShort)) { // looked at before any of it is on its way
            return false;
        }
        Fence fence = Fence.ofAppend(root, changes.get(0));
        Calls calls = new Calls(link);
        StoredService stored = new StoredService(keys, root, fence, calls, wallMillis.getAsLong());
        deltas.forEach(delta -> delta.addTo(stored));
        StoredItems itemsNow = StoredItems.of(root);
        items.append(itemsNow, fence, calls);
        Verdict verdict = calls.finish();
        verdict = verdict == Verdict.OK ? end(fence, root) : verdict;
        if (verdict == Verdict.CONFLICT) {
            throw conflict(root);
        }
        if (verdict != Verdict.OK) {
            return false;
        }
        items.left(itemsNow);
        return true;
    }

    private static List<Delta> deltas(Root root, List<ServiceChange> changes) {
        Map<ServiceName, List<ServiceChange>> byService = new TreeMap<>();
        for (ServiceChange change : changes) {
            byService
                    .computeIfAbsent(change.service(), name -> new ArrayList<>())
                    .add(change);
        }
        List<Delta> deltas = new ArrayList<>(byService.size());
        byService.forEach((name, ofService) -> deltas.add(Delta.of(root.service(name), ofService)));
        return deltas;
    }

    private static void check(Verdict verdict, Root root) {
        if (verdict == Verdict.CONFLICT) {
            throw conflict(root);
        }
        if (verdict == Verdict.NEWER) {
            throw Counters.newer();
        }
        if (verdict != Verdict.OK) {
            throw new StoreException(
                    StoreException.Kind.UNREACHABLE,
                    "redis: its keys are changed by somebody else while it is saved to");
        }
    }

    private static StoreException conflict(Root root) {
        return new StoreException(
                StoreException.Kind.CONFLICT,
                "redis: another writer has saved in its place, or is further in lineage "
                        + ResumeToken.lineageText(root.scalars().lineage()) + " than revision "
                        + root.scalars().revision());
    }

    @Override
    public void close() {
        link.close();
    }
}
