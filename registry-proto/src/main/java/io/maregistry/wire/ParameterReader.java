package io.maregistry.wire;

import io.maregistry.model.Parameters;
import org.jspecify.annotations.Nullable;

/** Reads the free text pairs of one instance from JSON, within limits. One thread, one use. */
final class ParameterReader {

    private final ParameterRules rules;

    ParameterReader(InstanceLimits limits) {
        this.rules = new ParameterRules(limits);
    }

    Parameters read(JsonInput in) {
        in.fields(key -> {
            refuse(rules.faultOf(key), in);
            refuse(rules.add(key, in.text()), in);
        });
        return rules.build();
    }

    private static void refuse(@Nullable String fault, JsonInput in) {
        if (fault != null) {
            throw in.fault(fault);
        }
    }
}
