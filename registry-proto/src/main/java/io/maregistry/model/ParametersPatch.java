package io.maregistry.model;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A merge patch of parameters: pairs that it names neither in {@code set} nor in {@code removed} stay.
 *
 * @param clears true where no pair stays but those of {@code set}
 * @param set pairs that are there afterwards
 * @param removed keys that are not; ascending, none of them in {@code set}
 */
public record ParametersPatch(boolean clears, Parameters set, List<String> removed) {

    /** Changes nothing. */
    public static final ParametersPatch NONE = new ParametersPatch(false, Parameters.empty(), List.of());

    /** Takes every pair away. */
    public static final ParametersPatch CLEAR = new ParametersPatch(true, Parameters.empty(), List.of());

    public ParametersPatch {
        removed = List.copyOf(new TreeSet<>(removed));
        for (String key : removed) {
            if (set.get(key) != null) {
                throw new IllegalArgumentException("parameters cannot set and remove the same key");
            }
        }
    }

    /** The pairs afterwards. */
    public Parameters applyTo(Parameters before) {
        if (set.isEmpty() && removed.isEmpty()) {
            return clears ? Parameters.empty() : before;
        }
        Map<String, String> after = new TreeMap<>(clears ? Map.of() : before.asMap());
        after.keySet().removeAll(removed);
        after.putAll(set.asMap());
        return Parameters.of(after);
    }
}
