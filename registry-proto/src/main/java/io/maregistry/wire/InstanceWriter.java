package io.maregistry.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import io.maregistry.model.CheckState;
import io.maregistry.model.Content;
import io.maregistry.model.HealthCheck;
import io.maregistry.model.Instance;
import io.maregistry.model.InstanceId;
import io.maregistry.model.Lease;
import io.maregistry.model.Metrics;
import io.maregistry.model.Operator;
import io.maregistry.model.Parameters;
import io.maregistry.model.Release;
import io.maregistry.model.Status;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Writes instances in the three forms of the API. Stateless; any thread.
 *
 * <ul>
 *   <li>{@link #document}: the five fields of v1, as in {@code REGISTRY}
 *   <li>{@link #listed}: those, and what differs from its default, as in {@code /findAll} and {@code /reg}
 *   <li>{@link #nativeForm}: everything that a reader of {@code /v1} may rely on
 * </ul>
 */
public final class InstanceWriter {

    // encoded once: every instance has them
    private static final SerializedString SCHEME = new SerializedString("scheme");
    private static final SerializedString HOST = new SerializedString("host");
    private static final SerializedString PORT = new SerializedString("port");
    private static final SerializedString CONTEXT = new SerializedString("context");
    private static final SerializedString PARAMETERS = new SerializedString("parameters");

    private InstanceWriter() {}

    /**
     * What renewals left of an instance.
     *
     * @param lastSeenMillis epoch milliseconds of the last sign of life, as far as known
     * @param heartbeats how often it renewed
     * @param remainingMillis until its lease is over; 0 where it is already, {@link #NEVER} where it does not end
     * @param metrics what it told last
     */
    public record Live(long lastSeenMillis, long heartbeats, long remainingMillis, Metrics metrics) {

        /** The lease of a persistent instance does not end. */
        public static final long NEVER = -1;
    }

    /** {@code {"scheme":…,"host":…,"port":…,"context":…,"parameters":{…}}}; empty parameters are absent. */
    public static void document(JsonGenerator json, Instance instance) throws IOException {
        json.writeStartObject();
        documentFields(json, instance.id(), instance.content().parameters());
        json.writeEndObject();
    }

    /** The document form of what a client sent. */
    public static void document(JsonGenerator json, InstanceRequest request) throws IOException {
        json.writeStartObject();
        documentFields(json, request.id(), request.content().parameters());
        json.writeEndObject();
    }

    /** The document form with what differs from its default. */
    public static void listed(JsonGenerator json, Instance instance) throws IOException {
        json.writeStartObject();
        documentFields(json, instance.id(), instance.content().parameters());
        if (instance.weight() != Content.NORMAL_WEIGHT) {
            json.writeNumberField("weight", instance.weight());
        }
        if (!instance.operator().enabled()) {
            json.writeBooleanField("enabled", false);
        }
        if (instance.status() != Status.RUNNING) {
            json.writeStringField("status", instance.status().text());
        }
        if (!instance.isHealthy()) {
            json.writeBooleanField("healthy", false);
        }
        lease(json, instance.content().lease());
        whereSet(json, instance);
        json.writeEndObject();
    }

    /**
     * The native form.
     *
     * @param defaultTtlMillis shown where the instance names no ttl of its own
     * @param live live fields; null where they were not asked for
     */
    public static void nativeForm(JsonGenerator json, Instance instance, long defaultTtlMillis, @Nullable Live live)
            throws IOException {
        json.writeStartObject();
        nativeFields(json, instance, defaultTtlMillis, live);
        json.writeEndObject();
    }

    /** The native form of an instance in a list of several groups: with its group. */
    public static void grouped(JsonGenerator json, Instance instance, long defaultTtlMillis, String group)
            throws IOException {
        json.writeStartObject();
        nativeFields(json, instance, defaultTtlMillis, null);
        json.writeStringField("group", group);
        json.writeEndObject();
    }

    private static void nativeFields(JsonGenerator json, Instance instance, long defaultTtlMillis, @Nullable Live live)
            throws IOException {
        Content content = instance.content();
        json.writeStringField("id", instance.id().url());
        identity(json, instance.id());
        json.writeFieldName("parameters");
        pairs(json, content.parameters());
        json.writeNumberField("weight", instance.weight());
        json.writeBooleanField("enabled", instance.operator().enabled());
        json.writeStringField("status", instance.status().text());
        json.writeBooleanField("healthy", instance.isHealthy());
        json.writeBooleanField("ephemeral", content.lease().ephemeral());
        long ttl = content.lease().ttlMillis();
        json.writeNumberField("ttlMs", ttl == Lease.UNSET ? defaultTtlMillis : ttl);
        json.writeNumberField("registeredAt", instance.registeredAtMillis());
        json.writeNumberField("revision", instance.revision());
        offlineGrace(json, content.lease());
        whereSet(json, instance);
        if (live != null) {
            json.writeNumberField("lastSeen", live.lastSeenMillis());
            json.writeNumberField("heartbeatCount", live.heartbeats());
            if (live.remainingMillis() != Live.NEVER) {
                json.writeNumberField("remainingMs", live.remainingMillis());
            }
            metrics(json, live.metrics());
        }
    }

    /**
     * The fields of a content that differ from their default, in the names of the API, without parameters: what a reader
     * needs beside identity and parameters to know the content.
     */
    public static void contentFields(JsonGenerator json, Content content) throws IOException {
        if (content.weight() != Content.NORMAL_WEIGHT) {
            json.writeNumberField("weight", content.weight());
        }
        lease(json, content.lease());
        contentWhereSet(json, content);
    }

    /** {@code "draining"} and {@code "override"}, where an operator set them. */
    public static void operatorFields(JsonGenerator json, Operator operator) throws IOException {
        if (operator.draining()) {
            json.writeBooleanField("draining", true);
        }
        Integer weight = operator.weight();
        Status status = operator.status();
        if (weight == null && status == null) {
            return;
        }
        json.writeObjectFieldStart("override");
        if (weight != null) {
            json.writeNumberField("weight", weight);
        }
        if (status != null) {
            json.writeStringField("status", status.text());
        }
        json.writeEndObject();
    }

    /** The pairs as an object. */
    public static void pairs(JsonGenerator json, Parameters parameters) throws IOException {
        json.writeStartObject();
        for (int place = 0; place < parameters.size(); place++) {
            json.writeStringField(parameters.key(place), parameters.value(place));
        }
        json.writeEndObject();
    }

    /** {@code "metrics"} with each number as it came, where there are any. */
    public static void metrics(JsonGenerator json, Metrics metrics) throws IOException {
        if (metrics.isEmpty()) {
            return;
        }
        json.writeFieldName("metrics");
        numbers(json, metrics);
    }

    /** The numbers as an object. */
    public static void numbers(JsonGenerator json, Metrics metrics) throws IOException {
        Parameters numbers = metrics.numbers();
        json.writeStartObject();
        for (int place = 0; place < numbers.size(); place++) {
            json.writeFieldName(numbers.key(place));
            json.writeNumber(numbers.value(place)); // JSON by its own rules
        }
        json.writeEndObject();
    }

    private static void documentFields(JsonGenerator json, InstanceId id, Parameters parameters) throws IOException {
        identity(json, id);
        if (!parameters.isEmpty()) {
            json.writeFieldName(PARAMETERS);
            pairs(json, parameters);
        }
    }

    private static void identity(JsonGenerator json, InstanceId id) throws IOException {
        json.writeFieldName(SCHEME);
        json.writeString(id.scheme());
        json.writeFieldName(HOST);
        json.writeString(id.host());
        json.writeFieldName(PORT);
        json.writeNumber(id.port());
        json.writeFieldName(CONTEXT);
        json.writeString(id.context());
    }

    private static void lease(JsonGenerator json, Lease lease) throws IOException {
        if (!lease.ephemeral()) {
            json.writeBooleanField("ephemeral", false);
        }
        if (lease.ttlMillis() != Lease.UNSET) {
            json.writeNumberField("ttlMs", lease.ttlMillis());
        }
        offlineGrace(json, lease);
    }

    private static void offlineGrace(JsonGenerator json, Lease lease) throws IOException {
        if (lease.offlineGraceMillis() != Lease.UNSET) {
            json.writeNumberField("offlineGraceMs", lease.offlineGraceMillis());
        }
    }

    private static void whereSet(JsonGenerator json, Instance instance) throws IOException {
        operatorFields(json, instance.operator());
        contentWhereSet(json, instance.content());
        if (instance.checkState() != null) {
            checkResult(json, instance.checkState());
        }
    }

    private static void checkResult(JsonGenerator json, CheckState found) throws IOException {
        json.writeObjectFieldStart("checkResult");
        json.writeStringField("verdict", found.verdict().text());
        json.writeNumberField("since", found.sinceWallMillis());
        json.writeStringField("evidence", found.evidence());
        json.writeNumberField("latencyMs", found.latencyMillis());
        json.writeEndObject();
    }

    private static void contentWhereSet(JsonGenerator json, Content content) throws IOException {
        if (content.generation() != Content.NO_GENERATION) {
            json.writeNumberField("generation", content.generation());
        }
        if (content.instanceId() != null) {
            json.writeStringField("instanceId", content.instanceId());
        }
        if (content.check() != null) {
            json.writeFieldName("check");
            check(json, content.check());
        }
        release(json, content.release());
    }

    private static void check(JsonGenerator json, HealthCheck check) throws IOException {
        json.writeStartObject();
        json.writeStringField("type", check.type().text());
        json.writeNumberField("port", check.port());
        text(json, "path", check.path());
        json.writeNumberField("intervalMs", check.pace().intervalMillis());
        json.writeNumberField("timeoutMs", check.pace().timeoutMillis());
        json.writeNumberField("rise", check.pace().rise());
        json.writeNumberField("fall", check.pace().fall());
        json.writeStringField("initial", check.initial().text());
        json.writeNumberField("removeAfterMs", check.removeAfterMillis());
        json.writeEndObject();
    }

    private static void release(JsonGenerator json, Release release) throws IOException {
        text(json, "appId", release.product().appId());
        text(json, "name", release.product().name());
        text(json, "domainName", release.product().domainName());
        text(json, "projectName", release.product().projectName());
        text(json, "updateTime", release.updateTime());
        text(json, "buildTime", release.buildTime());
        text(json, "assemblyVersion", release.assemblyVersion());
        text(json, "releaseVersion", release.releaseVersion());
        text(json, "fromClient", release.fromClient());
    }

    private static void text(JsonGenerator json, String name, String text) throws IOException {
        if (!text.isEmpty()) {
            json.writeStringField(name, text);
        }
    }
}
