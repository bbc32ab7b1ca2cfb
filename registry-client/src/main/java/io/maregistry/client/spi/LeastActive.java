package io.maregistry.client.spi;

import io.maregistry.model.Instance;
import io.maregistry.model.InstanceId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/**
 * See {@link LoadBalancer#leastActive}. Compares calls under way, this one counted, by weight. Looks at the list from a
 * random place on, so that of equals each has its chance. Holds one count for each instance with a call under way.
 */
final class LeastActive implements LoadBalancer {

    private final RandomGenerator random;
    private final Prepared<List<Instance>> candidates = new Prepared<>(Prepared::candidates);
    private final Map<InstanceId, Integer> active = new ConcurrentHashMap<>(); // none is below 1

    LeastActive(RandomGenerator random) {
        this.random = random;
    }

    @Override
    public Optional<Instance> choose(ServiceList list, Call call) {
        List<Instance> from = candidates.of(list);
        if (from.isEmpty()) {
            return Optional.empty();
        }
        int first = random.nextInt(from.size());
        Instance best = from.get(first);
        long bestCalls = calls(best);
        for (int n = 1; n < from.size(); n++) {
            Instance other = from.get((first + n) % from.size());
            long calls = calls(other);
            if (calls * best.weight() < bestCalls * other.weight()) {
                best = other;
                bestCalls = calls;
            }
        }
        return Optional.of(best);
    }

    private long calls(Instance instance) {
        return active.getOrDefault(instance.id(), 0) + 1L;
    }

    @Override
    public void begin(Instance instance) {
        active.merge(instance.id(), 1, Integer::sum);
    }

    @Override
    public void end(Instance instance) {
        active.computeIfPresent(instance.id(), (id, calls) -> calls == 1 ? null : calls - 1);
    }
}
