package io.maregistry.model;

import org.jspecify.annotations.Nullable;

/**
 * What an operator wants changed of a listed instance: a merge patch, which changes what it names and nothing else. Two
 * patches of different values both hold, whichever comes first.
 *
 * @param enabled whether it shall get calls; cleared = yes
 * @param weight the weight that counts instead of the content's; cleared = the content's
 * @param status the status that counts instead of the registry's own; cleared = the registry's own
 * @param parameters free text pairs of the content
 * @param ttlMillis the content's own ttl; cleared = the cluster's
 * @param check the content's active check; cleared = none
 * @param metrics figures that the instance told; those that are set have to be numbers as {@link Metrics} has them
 */
public record InstancePatch(
        Edit<Boolean> enabled,
        Edit<Integer> weight,
        Edit<Status> status,
        ParametersPatch parameters,
        Edit<Long> ttlMillis,
        Edit<CheckPatch> check,
        ParametersPatch metrics) {

    /** Changes nothing. */
    public static final InstancePatch NONE =
            new InstancePatch(Edit.keep(), Edit.keep(), Edit.keep(), ParametersPatch.NONE, Edit.keep(), Edit.keep());

    /** One that leaves metrics alone. */
    public InstancePatch(
            Edit<Boolean> enabled,
            Edit<Integer> weight,
            Edit<Status> status,
            ParametersPatch parameters,
            Edit<Long> ttlMillis,
            Edit<CheckPatch> check) {
        this(enabled, weight, status, parameters, ttlMillis, check, ParametersPatch.NONE);
    }

    public InstancePatch {
        Integer newWeight = weight.of(null);
        if (newWeight != null) {
            Content.checkWeight(newWeight);
        }
        Metrics.check(metrics.set());
    }

    /** This, and whether it shall get calls. */
    public InstancePatch withEnabled(Edit<Boolean> edit) {
        return new InstancePatch(edit, weight, status, parameters, ttlMillis, check, metrics);
    }

    /** This, and which weight counts. */
    public InstancePatch withWeight(Edit<Integer> edit) {
        return new InstancePatch(enabled, edit, status, parameters, ttlMillis, check, metrics);
    }

    /** This, and which status counts. */
    public InstancePatch withStatus(Edit<Status> edit) {
        return new InstancePatch(enabled, weight, edit, parameters, ttlMillis, check, metrics);
    }

    /** This, and what becomes of the parameters. */
    public InstancePatch withParameters(ParametersPatch patch) {
        return new InstancePatch(enabled, weight, status, patch, ttlMillis, check, metrics);
    }

    /** This, and which ttl the content has. */
    public InstancePatch withTtlMillis(Edit<Long> edit) {
        return new InstancePatch(enabled, weight, status, parameters, edit, check, metrics);
    }

    /** This, and which active check the content has. */
    public InstancePatch withCheck(Edit<CheckPatch> edit) {
        return new InstancePatch(enabled, weight, status, parameters, ttlMillis, edit, metrics);
    }

    /** This, and what becomes of the metrics. */
    public InstancePatch withMetrics(ParametersPatch patch) {
        return new InstancePatch(enabled, weight, status, parameters, ttlMillis, check, patch);
    }

    /** What operators have said afterwards. */
    public Operator applyTo(Operator before) {
        Boolean isEnabled = enabled.of(before.enabled());
        return new Operator(
                isEnabled == null || isEnabled,
                before.draining(),
                weight.of(before.weight()),
                status.of(before.status()));
    }

    /**
     * The content afterwards.
     *
     * @param ownPort the instance's port, which a check asks where nobody names another one
     * @throws IllegalArgumentException it would break a rule of {@link Content}
     */
    public Content applyTo(Content before, int ownPort) {
        return new Content(
                parameters.applyTo(before.parameters()),
                before.weight(),
                lease(before.lease()),
                before.generation(),
                before.instanceId(),
                check(before.check(), ownPort),
                before.release());
    }

    /** The metrics afterwards. */
    public Metrics applyTo(Metrics before) {
        return metrics.equals(ParametersPatch.NONE) ? before : new Metrics(metrics.applyTo(before.numbers()));
    }

    private Lease lease(Lease before) {
        Long ttl = ttlMillis.of(before.ttlMillis());
        return new Lease(before.ephemeral(), ttl == null ? Lease.UNSET : ttl, before.offlineGraceMillis());
    }

    private @Nullable HealthCheck check(@Nullable HealthCheck before, int ownPort) {
        if (check instanceof Edit.To<CheckPatch> patch) {
            return patch.value().applyTo(before, ownPort);
        }
        return check instanceof Edit.Clear<CheckPatch> ? null : before;
    }
}
