package io.maregistry.wire;

import io.maregistry.model.Metrics;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gathers the metrics of one instance, within limits. One thread, one use. */
final class MetricRules {

    private final InstanceLimits limits;
    private final List<String> namesAndNumbers = new ArrayList<>(8);

    MetricRules(InstanceLimits limits) {
        this.limits = limits;
    }

    /** What is wrong with one more number of that name; null where nothing is. */
    @Nullable
    String faultOf(String name) {
        if (namesAndNumbers.size() / 2 >= limits.metrics().entries()) {
            return "is one too many: at most " + limits.metrics().entries() + " metrics";
        }
        if (name.isEmpty() || name.length() > limits.keyLength()) {
            return "has " + name.length() + " characters; names have 1 to " + limits.keyLength();
        }
        return null;
    }

    /** Takes the number, or says what is wrong with it. */
    @Nullable
    String add(String name, String number) {
        int longest = Math.min(limits.metrics().length(), Metrics.MAX_LENGTH);
        if (number.length() > longest || !Metrics.isNumber(number)) {
            return "must be a decimal number without an exponent, of at most " + longest + " characters";
        }
        namesAndNumbers.add(name);
        namesAndNumbers.add(number);
        return null;
    }

    Metrics build() {
        return Metrics.ofPairs(namesAndNumbers);
    }
}
