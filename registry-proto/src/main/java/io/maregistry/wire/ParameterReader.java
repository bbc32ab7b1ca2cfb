package io.maregistry.wire;

import io.maregistry.model.Parameters;
import io.maregistry.model.Utf8;
import java.util.ArrayList;
import java.util.List;

/** Reads the free text pairs of one instance, within limits. One thread, one use. */
final class ParameterReader {

    private final InstanceLimits limits;
    private final List<String> keysAndValues = new ArrayList<>(8);
    private long bytes;

    ParameterReader(InstanceLimits limits) {
        this.limits = limits;
    }

    Parameters read(JsonInput in) {
        in.fields(key -> {
            if (keysAndValues.size() / 2 >= limits.parameters()) {
                throw in.fault("is one too many: at most " + limits.parameters() + " parameters");
            }
            if (key.isEmpty() || key.length() > limits.keyLength()) {
                throw in.fault("has " + key.length() + " characters; keys have 1 to " + limits.keyLength());
            }
            String value = in.text();
            if (value.length() > limits.valueLength()) {
                throw in.fault("has " + value.length() + " characters; values have at most " + limits.valueLength());
            }
            bytes += Utf8.length(key) + Utf8.length(value);
            if (bytes > limits.parameterBytes()) {
                throw in.fault("is too much: at most " + limits.parameterBytes() + " bytes of parameters in all");
            }
            keysAndValues.add(key);
            keysAndValues.add(value);
        });
        return Parameters.ofPairs(keysAndValues);
    }
}
