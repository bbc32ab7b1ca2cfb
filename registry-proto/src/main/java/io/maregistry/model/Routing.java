package io.maregistry.model;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which groups of a service get its calls: how a blue-green or a grey release moves from one version to the next. It holds
 * for readers of {@code group=@active}; a group that is named is read as ever.
 */
public sealed interface Routing {

    /** The most groups that one routing may name. */
    int MAX_GROUPS = 64;

    /** The highest weight of a group. */
    int MAX_WEIGHT = 10_000;

    /** One group gets all calls. */
    record Active(String group) implements Routing {
        public Active {
            ServiceName.checkGroup(group);
        }
    }

    /**
     * Groups share the calls, each by its part of the sum, whatever number of instances it has.
     *
     * @param weights each 0 to {@link #MAX_WEIGHT}, not all 0; in the order of their groups' names
     */
    record Weighted(SortedMap<String, Integer> weights) implements Routing {
        public Weighted {
            weights = Collections.unmodifiableSortedMap(new TreeMap<>(weights));
            if (weights.size() > MAX_GROUPS) {
                throw new IllegalArgumentException(
                        "weights must name at most " + MAX_GROUPS + " groups, named " + weights.size());
            }
            weights.forEach(Weighted::check);
            if (weights.values().stream().noneMatch(weight -> weight > 0)) {
                throw new IllegalArgumentException("weights must have a sum above 0");
            }
        }

        private static void check(String group, int weight) {
            ServiceName.checkGroup(group);
            if (weight < 0 || weight > MAX_WEIGHT) {
                throw new IllegalArgumentException(
                        "the weight of a group must be 0 to " + MAX_WEIGHT + ", was " + weight);
            }
        }

        /** What all weights are together. */
        public int sum() {
            return weights.values().stream().mapToInt(Integer::intValue).sum();
        }
    }

    /** All calls go to that group. */
    static Routing to(String group) {
        return new Active(group);
    }

    /** The groups share the calls by those weights. */
    static Routing weighted(Map<String, Integer> weights) {
        return new Weighted(new TreeMap<>(weights));
    }
}
