package io.maregistry.server.snapshot;

import io.maregistry.model.CheckState;
import io.maregistry.model.Content;
import io.maregistry.model.Instance;
import io.maregistry.model.InstanceId;
import io.maregistry.model.Metrics;
import io.maregistry.model.Operator;
import io.maregistry.model.Status;
import io.maregistry.server.state.LiveNumbers;
import io.maregistry.wire.InstanceFields;
import io.maregistry.wire.InstanceLimits;
import io.maregistry.wire.JsonInput;
import io.maregistry.wire.MetricsReader;
import org.jspecify.annotations.Nullable;

/** What has been read of one entry of {@code instances}. One thread, one use. */
final class InstanceRow {

    private final JsonInput in;
    private final InstanceLimits limits;
    private final InstanceFields content;
    private @Nullable Content registered;
    private @Nullable CheckState checkState;
    private boolean draining;
    private @Nullable Integer overrideWeight;
    private @Nullable Status overrideStatus;
    private Status ownStatus = Status.RUNNING;
    private long handle;
    private long registeredAtMillis;
    private long revision;
    private long lastSeenMillis;
    private long renewedAtMillis;
    private long renewals;
    private Metrics metrics = Metrics.NONE;

    InstanceRow(JsonInput in, InstanceLimits limits) {
        this.in = in;
        this.limits = limits;
        this.content = new InstanceFields(limits);
    }

    void field(String name) {
        switch (name) {
            case "handle" -> handle = number();
            case "registeredAt" -> registeredAtMillis = number();
            case "revision" -> revision = number();
            case "lastSeenClock" -> lastSeenMillis = number();
            case "renewedAt" -> renewedAtMillis = number();
            case "heartbeatCount" -> renewals = number();
            case "metrics" -> metrics = MetricsReader.read(in, limits);
            case "status" -> ownStatus = status();
            case "draining" -> draining = in.flag();
            case "override" -> in.fields(this::override);
            case "registered" -> registered = registered();
            case "checkState" -> checkState = checkState();
            default -> {
                if (!content.read(name, in)) {
                    throw in.fault("is unknown");
                }
            }
        }
    }

    long handle() {
        if (handle == 0) {
            throw in.fault("handle", "is missing");
        }
        return handle;
    }

    Instance instance(InstanceId id) {
        return instance(id, registeredAtMillis, revision);
    }

    /** As {@link #instance(InstanceId)}, registered and changed last as a store says it beside the row. */
    Instance instance(InstanceId id, long registeredAt, long changedAt) {
        Content lawful = content.content(in);
        return new Instance(id, lawful, operator(), ownStatus, registeredAt, changedAt, registered, checkState);
    }

    LiveNumbers numbers() {
        return new LiveNumbers(lastSeenMillis, renewedAtMillis, renewals, metrics);
    }

    private Operator operator() {
        if (content.enabled() && !draining && overrideWeight == null && overrideStatus == null) {
            return Operator.NONE;
        }
        return new Operator(content.enabled(), draining, overrideWeight, overrideStatus);
    }

    private Content registered() {
        InstanceFields fields = new InstanceFields(limits);
        in.fields(name -> {
            if (!fields.read(name, in)) {
                throw in.fault("is unknown");
            }
        });
        return fields.content(in);
    }

    private CheckState checkState() {
        TextRow row = new TextRow(in);
        in.fields(row::field);
        try {
            return new CheckState(
                    CheckState.Verdict.ofText(row.text("verdict")),
                    row.number("since"),
                    row.number("sinceWall"),
                    row.text("evidence"),
                    row.number("latencyMs"));
        } catch (IllegalArgumentException rule) {
            throw in.fault("is unlawful: " + rule.getMessage());
        }
    }

    private void override(String name) {
        switch (name) {
            case "weight" -> overrideWeight = (int) in.integer(0, Integer.MAX_VALUE);
            case "status" -> overrideStatus = status();
            default -> throw in.fault("is unknown");
        }
    }

    private Status status() {
        try {
            return Status.ofText(in.text());
        } catch (IllegalArgumentException unknown) {
            throw in.fault("must be Running, Updating, Offline or Error");
        }
    }

    private long number() {
        return in.integer(0, FullReader.MAX_INTEGER);
    }
}
