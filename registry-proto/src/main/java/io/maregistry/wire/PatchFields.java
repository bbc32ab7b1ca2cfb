package io.maregistry.wire;

import io.maregistry.model.CheckPatch;
import io.maregistry.model.Edit;
import io.maregistry.model.InstancePatch;
import io.maregistry.model.ParametersPatch;
import io.maregistry.model.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What has been read of one patch so far. One thread, one use. */
final class PatchFields {

    private static final long MAX_WEIGHT = 10_000;
    private static final long MAX_TTL_MILLIS = 3_600_000;

    private final JsonInput in;
    private final InstanceLimits limits;

    private Edit<Boolean> enabled = Edit.keep();
    private Edit<Integer> weight = Edit.keep();
    private Edit<Status> status = Edit.keep();
    private @Nullable ParametersPatch parameters;
    private Edit<Long> ttlMillis = Edit.keep();
    private Edit<CheckPatch> check = Edit.keep();
    private ParametersPatch metrics = ParametersPatch.NONE;

    PatchFields(JsonInput in, InstanceLimits limits) {
        this.in = in;
        this.limits = limits;
    }

    /** Reads the value of that field. */
    void read(String name) {
        switch (name) {
            case "enabled" -> enabled = edit(in, in::flag);
            case "weight" -> weight = edit(in, () -> (int) in.integer(0, MAX_WEIGHT));
            case "status" -> status = edit(in, () -> CheckFields.status(in));
            case "parameters", "metadata" -> parameters = parameters();
            case "ttlMs" -> ttlMillis = edit(in, () -> in.integer(limits.minTtlMillis(), MAX_TTL_MILLIS));
            case "check" -> check = edit(in, () -> CheckPatchFields.read(in));
            case "metrics" -> metrics = metrics();
            default -> in.skip();
        }
    }

    InstancePatch build() {
        return new InstancePatch(
                enabled,
                weight,
                status,
                parameters == null ? ParametersPatch.NONE : parameters,
                ttlMillis,
                check,
                metrics);
    }

    /** The value as {@code reader} reads it, or the end of it. */
    static <T> Edit<T> edit(JsonInput in, Supplier<T> reader) {
        return in.isNull() ? Edit.clear() : Edit.to(reader.get());
    }

    private ParametersPatch parameters() {
        if (parameters != null) {
            throw in.fault("is there twice: parameters and metadata are one thing");
        }
        return ParameterReader.patch(in, limits);
    }

    private ParametersPatch metrics() {
        if (in.isNull()) {
            return ParametersPatch.CLEAR;
        }
        MetricRules rules = new MetricRules(limits);
        List<String> removed = new ArrayList<>();
        in.fields(name -> {
            refuse(rules.faultOf(name));
            if (!in.isNull()) {
                refuse(rules.add(name, in.number()));
            } else if (removed.size() < limits.metrics().entries()) {
                removed.add(name);
            } else {
                throw in.fault("is one too many: an instance has at most "
                        + limits.metrics().entries() + " metrics");
            }
        });
        return new ParametersPatch(false, rules.build().numbers(), removed);
    }

    private void refuse(@Nullable String fault) {
        if (fault != null) {
            throw in.fault(fault);
        }
    }
}
