package io.maregistry.wire;

import io.maregistry.model.Parameters;
import io.maregistry.model.Utf8;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gathers the free text pairs of one instance, within limits. One thread, one use. */
final class ParameterRules {

    private final InstanceLimits limits;
    private final List<String> keysAndValues = new ArrayList<>(8);
    private long bytes;

    ParameterRules(InstanceLimits limits) {
        this.limits = limits;
    }

    /** What is wrong with one more pair of that key; null where nothing is. */
    @Nullable
    String faultOf(String key) {
        if (keysAndValues.size() / 2 >= limits.parameters()) {
            return "is one too many: at most " + limits.parameters() + " parameters";
        }
        if (key.isEmpty() || key.length() > limits.keyLength()) {
            return "has " + key.length() + " characters; keys have 1 to " + limits.keyLength();
        }
        return null;
    }

    /** Takes the pair, or says what is wrong with its value. */
    @Nullable
    String add(String key, String value) {
        if (value.length() > limits.valueLength()) {
            return "has " + value.length() + " characters; values have at most " + limits.valueLength();
        }
        bytes += Utf8.length(key) + Utf8.length(value);
        if (bytes > limits.parameterBytes()) {
            return "is too much: at most " + limits.parameterBytes() + " bytes of parameters in all";
        }
        keysAndValues.add(key);
        keysAndValues.add(value);
        return null;
    }

    Parameters build() {
        return Parameters.ofPairs(keysAndValues);
    }
}
