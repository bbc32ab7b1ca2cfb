package io.maregistry.client.spi;

import io.maregistry.model.Instance;
import io.maregistry.model.ServiceName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** See {@link LoadBalancer#roundRobin}. Each service has a counter, which goes on when its list changes. */
final class RoundRobin implements LoadBalancer {

    private static final int MAX_SERVICES = 10_000; // beyond, all begin anew

    private final Prepared<List<Instance>> candidates = new Prepared<>(Prepared::candidates);
    private final Map<ServiceName, AtomicInteger> turns = new ConcurrentHashMap<>();

    @Override
    public Optional<Instance> choose(ServiceList list, Call call) {
        List<Instance> from = candidates.of(list);
        if (from.isEmpty()) {
            return Optional.empty();
        }
        if (turns.size() >= MAX_SERVICES) {
            turns.clear();
        }
        AtomicInteger turn = turns.computeIfAbsent(list.service(), name -> new AtomicInteger());
        return Optional.of(from.get(Math.floorMod(turn.getAndIncrement(), from.size())));
    }
}
