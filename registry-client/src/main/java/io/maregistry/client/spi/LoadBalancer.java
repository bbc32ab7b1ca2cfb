package io.maregistry.client.spi;

import io.maregistry.model.Instance;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Chooses the instance that a call goes to.
 *
 * <p>The shape: an implementation is handed the whole list each time and not only a change of it, so that it cannot fall
 * behind; lists are immutable and the same object until something changes, so what is expensive can be prepared once for
 * each. What is known of the call comes beside it. Strategies that look at calls under way are told of their begin and end
 * by the caller, who alone knows them; the others need neither.
 *
 * <p>Any thread; nothing blocks for long. One object may serve any number of services. Only instances that {@linkplain
 * Instance#isHealthy() may be called} and whose weight is above 0 are chosen.
 */
public interface LoadBalancer {

    /**
     * The instance for this call; empty where none may be called.
     *
     * <p>A stale list is used like any other: old addresses are better than none.
     */
    Optional<Instance> choose(ServiceList list, Call call);

    /** A call to the instance begins. */
    default void begin(Instance instance) {}

    /** A call to the instance that has {@linkplain #begin begun} is over, however it ended. */
    default void end(Instance instance) {}

    /** Each instance with the same chance. */
    static LoadBalancer random(RandomGenerator random) {
        return new RandomChoice(random);
    }

    /** Each instance in turn, in the order of the list. */
    static LoadBalancer roundRobin() {
        return new RoundRobin();
    }

    /** Each instance in turn, as often as its weight says, evenly spread. */
    static LoadBalancer weighted() {
        return new SmoothWeighted();
    }

    /** The instance with the fewest calls under way for its weight; of several such, any. */
    static LoadBalancer leastActive(RandomGenerator random) {
        return new LeastActive(random);
    }

    /** The same instance for the same {@link Call#key()}, as long as it is there. */
    static LoadBalancer consistentHash() {
        return new ConsistentHash();
    }

    /**
     * Chooses by {@code within} among the instances whose parameter {@code zone} is {@code zone}; where none of them may be
     * called, among all.
     */
    static LoadBalancer zoneFirst(String zone, LoadBalancer within) {
        return new ZoneFirst(zone, within);
    }
}
