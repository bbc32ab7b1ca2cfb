package io.maregistry.wire;

import io.maregistry.model.Parameters;
import io.maregistry.model.ParametersPatch;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the free text pairs of one instance or service from JSON, within limits. One thread, one use. */
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

    /** A merge patch of such pairs: {@code null} takes one away, or all of them. */
    static ParametersPatch patch(JsonInput in, InstanceLimits limits) {
        if (in.isNull()) {
            return ParametersPatch.CLEAR;
        }
        ParameterRules rules = new ParameterRules(limits);
        List<String> removed = new ArrayList<>();
        in.fields(key -> {
            if (!in.isNull()) {
                refuse(rules.faultOf(key), in);
                refuse(rules.add(key, in.text()), in);
            } else if (removed.size() < limits.parameters()) { // as many may go as can be there
                refuse(new ParameterRules(limits).faultOf(key), in);
                removed.add(key);
            } else {
                throw in.fault("is one too many: at most " + limits.parameters() + " parameters");
            }
        });
        return new ParametersPatch(false, rules.build(), removed);
    }

    private static void refuse(@Nullable String fault, JsonInput in) {
        if (fault != null) {
            throw in.fault(fault);
        }
    }
}
