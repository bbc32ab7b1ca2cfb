package io.maregistry.wire;

import io.maregistry.model.Metrics;
import org.jspecify.annotations.Nullable;

/** Reads the metrics of one instance from JSON, {@code {"cpu":45.5}}, within limits. Stateless; any thread. */
public final class MetricsReader {

    private MetricsReader() {}

    /** The object that the input stands at. */
    public static Metrics read(JsonInput in, InstanceLimits limits) {
        MetricRules rules = new MetricRules(limits);
        in.fields(name -> {
            refuse(rules.faultOf(name), in);
            refuse(rules.add(name, in.number()), in);
        });
        return rules.build();
    }

    private static void refuse(@Nullable String fault, JsonInput in) {
        if (fault != null) {
            throw in.fault(fault);
        }
    }
}
