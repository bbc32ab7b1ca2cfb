package io.maregistry.wire;

import io.maregistry.model.Parameters;
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
            bytes += utf8Length(key) + utf8Length(value);
            if (bytes > limits.parameterBytes()) {
                throw in.fault("is too much: at most " + limits.parameterBytes() + " bytes of parameters in all");
            }
            keysAndValues.add(key);
            keysAndValues.add(value);
        });
        return Parameters.ofPairs(keysAndValues);
    }

    private static long utf8Length(String text) {
        long length = text.length();
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c >= 0x80) {
                // each half of a surrogate pair counts for two bytes
                length += c < 0x800 || Character.isSurrogate(c) ? 1 : 2;
            }
        }
        return length;
    }
}
