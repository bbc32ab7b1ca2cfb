package io.maregistry.client.spi;

import io.maregistry.model.Instance;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** See {@link LoadBalancer#random}. */
final class RandomChoice implements LoadBalancer {

    private final RandomGenerator random;
    private final Prepared<List<Instance>> candidates = new Prepared<>(Prepared::candidates);

    RandomChoice(RandomGenerator random) {
        this.random = random;
    }

    @Override
    public Optional<Instance> choose(ServiceList list, Call call) {
        List<Instance> from = candidates.of(list);
        return from.isEmpty() ? Optional.empty() : Optional.of(from.get(random.nextInt(from.size())));
    }
}
