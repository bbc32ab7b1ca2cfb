package io.maregistry.server.store.redis;

import com.fasterxml.jackson.core.JsonGenerator;
import io.maregistry.model.Instance;
import io.maregistry.server.state.Change;
import io.maregistry.server.state.Listed;
import io.maregistry.server.state.ServiceView;
import io.maregistry.wire.InstanceWriter;
import io.maregistry.wire.JsonOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What {@code service_change:{service}} says: {@code {"serviceName","action","instances":[{"instanceId","host","port",
 * "healthy","metadata","metrics"}],"revision","timestamp"}}.
 */
final class ChangeMessage {

    private ChangeMessage() {}

    /** The whole list, which the reader takes in the place of what it knew. */
    static String current(ServiceView service, long wallMillis) {
        List<Instance> instances = new ArrayList<>(service.size());
        for (Listed listed : service.instances()) {
            instances.add(listed.instance());
        }
        return text(service.name().key(), "current", instances, service.revision(), wallMillis);
    }

    /** Nothing is listed any more, and the service is not known either. */
    static String forgotten(String service, long revision, long wallMillis) {
        return text(service, "current", List.of(), revision, wallMillis);
    }

    /** What a change says, in one message, or in two where some recovered and some failed. */
    static List<String> of(Change change) {
        return switch (change.action()) {
            case ADDED -> List.of(text(change, "added", change.instances()));
            case REMOVED -> List.of(text(change, "removed", change.instances()));
            case UPDATED -> List.of(text(change, "updated", change.instances()));
            case HEALTH -> ofHealth(change);
        };
    }

    private static List<String> ofHealth(Change change) {
        List<String> messages = new ArrayList<>(1);
        change.instances().stream()
                .collect(Collectors.partitioningBy(Instance::isHealthy))
                .forEach((isHealthy, instances) -> {
                    if (!instances.isEmpty()) {
                        messages.add(text(change, isHealthy ? "health_recovery" : "health_failure", instances));
                    }
                });
        return messages;
    }

    private static String text(Change change, String action, List<Instance> instances) {
        return text(change.service().key(), action, instances, change.revision(), change.atMillis());
    }

    private static String text(String service, String action, List<Instance> instances, long revision, long timestamp) {
        return new String(
                JsonOutput.bytes(json -> {
                    json.writeStartObject();
                    json.writeStringField("serviceName", service);
                    json.writeStringField("action", action);
                    json.writeArrayFieldStart("instances");
                    for (Instance instance : instances) {
                        instance(json, service, instance);
                    }
                    json.writeEndArray();
                    json.writeNumberField("revision", revision);
                    json.writeNumberField("timestamp", timestamp);
                    json.writeEndObject();
                }),
                StandardCharsets.UTF_8);
    }

    private static void instance(JsonGenerator json, String service, Instance instance) throws IOException {
        json.writeStartObject();
        json.writeStringField("instanceId", InstanceHash.member(service, instance));
        json.writeStringField("host", instance.id().host());
        json.writeNumberField("port", instance.id().port());
        json.writeBooleanField("healthy", instance.isHealthy());
        json.writeFieldName("metadata");
        InstanceWriter.pairs(json, instance.content().parameters());
        json.writeObjectFieldStart("metrics");
        json.writeEndObject();
        json.writeEndObject();
    }
}
