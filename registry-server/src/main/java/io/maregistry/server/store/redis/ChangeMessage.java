package io.maregistry.server.store.redis;

import com.fasterxml.jackson.core.JsonGenerator;
import io.maregistry.model.Instance;
import io.maregistry.model.InstanceId;
import io.maregistry.model.Metrics;
import io.maregistry.model.ServiceName;
import io.maregistry.model.Status;
import io.maregistry.server.state.Listed;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.ServiceChange;
import io.maregistry.server.state.ServiceView;
import io.maregistry.wire.InstanceWriter;
import io.maregistry.wire.JsonOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What {@code service_change:{service}} says: {@code {"serviceName","action","instances":[{"instanceId","host","port",
 * "healthy","metadata","metrics"}],"revision","timestamp"}}, and of {@code reload} the list's {@code size}, too.
 */
final class ChangeMessage {

    private ChangeMessage() {}

    private static final int MAX_CHARS = 1 << 20;

    /** The whole list, which the reader takes in the place of what it knew; of a long one, that it has to be read. */
    static String current(Root root, ServiceView service, long wallMillis) {
        if (service.size() > LongService.LONG) {
            return reload(service.name().key(), service.size(), service.revision(), wallMillis);
        }
        List<Instance> instances = new ArrayList<>(service.size());
        for (Listed listed : service.instances()) {
            instances.add(listed.instance());
        }
        String whole = text(toldIn(root, service.name()), "current", instances, service.revision(), wallMillis);
        return whole.length() <= MAX_CHARS
                ? whole
                : reload(service.name().key(), service.size(), service.revision(), wallMillis);
    }

    /** Nothing is listed any more, and the service is not known either. */
    static String forgotten(String service, long revision, long wallMillis) {
        return text(new Told(service, id -> Metrics.NONE), "current", List.of(), revision, wallMillis);
    }

    /** What a change says, in one message, or in two where some recovered and some failed. */
    static List<String> of(Root root, ServiceChange change) {
        return switch (change.action()) {
            case ADDED -> List.of(text(root, change, "added", change.instances()));
            case REMOVED -> List.of(text(root, change, "removed", change.instances()));
            case UPDATED -> List.of(text(root, change, "updated", change.instances()));
            case HEALTH -> ofHealth(root, change);
        };
    }

    private static List<String> ofHealth(Root root, ServiceChange change) {
        return change.instances().stream()
                .collect(Collectors.groupingBy(ChangeMessage::health, TreeMap::new, Collectors.toList()))
                .entrySet()
                .stream()
                .map(one -> text(root, change, one.getKey(), one.getValue()))
                .toList();
    }

    /** One that runs and gets no calls, since an operator holds it back, has neither recovered nor failed. */
    private static String health(Instance instance) {
        if (instance.isHealthy()) {
            return "health_recovery";
        }
        Status status = instance.status();
        return status == Status.RUNNING || status == Status.UPDATING ? "updated" : "health_failure";
    }

    private static String text(Root root, ServiceChange change, String action, List<Instance> instances) {
        String text = text(toldIn(root, change.service()), action, instances, change.revision(), change.atMillis());
        return text.length() <= MAX_CHARS
                ? text
                : reload(change.service().key(), change.size(), change.revision(), change.atMillis());
    }

    /** What is to be told is too much for a message. */
    private static String reload(String service, int size, long revision, long timestamp) {
        return message(new Told(service, id -> Metrics.NONE), "reload", List.of(), json -> {
            json.writeNumberField("size", size);
            json.writeNumberField("revision", revision);
            json.writeNumberField("timestamp", timestamp);
        });
    }

    /** A service, and what its instances told of themselves last; those that are gone tell nothing. */
    private record Told(String service, Function<InstanceId, Metrics> metrics) {}

    private static Told toldIn(Root root, ServiceName name) {
        ServiceView service = root.service(name);
        return new Told(name.key(), id -> {
            Listed listed = service == null ? null : service.find(id);
            return listed == null ? Metrics.NONE : root.metrics(listed);
        });
    }

    private static String text(Told service, String action, List<Instance> instances, long revision, long timestamp) {
        return message(service, action, instances, json -> {
            json.writeNumberField("revision", revision);
            json.writeNumberField("timestamp", timestamp);
        });
    }

    private static String message(Told told, String action, List<Instance> instances, JsonOutput.Body numbers) {
        return new String(
                JsonOutput.bytes(json -> {
                    json.writeStartObject();
                    json.writeStringField("serviceName", told.service());
                    json.writeStringField("action", action);
                    json.writeArrayFieldStart("instances");
                    for (Instance instance : instances) {
                        instance(json, told, instance);
                    }
                    json.writeEndArray();
                    numbers.writeTo(json);
                    json.writeEndObject();
                }),
                StandardCharsets.UTF_8);
    }

    private static void instance(JsonGenerator json, Told told, Instance instance) throws IOException {
        json.writeStartObject();
        json.writeStringField("instanceId", InstanceHash.member(told.service(), instance));
        json.writeStringField("host", instance.id().host());
        json.writeNumberField("port", instance.id().port());
        json.writeBooleanField("healthy", instance.isHealthy());
        json.writeFieldName("metadata");
        InstanceWriter.pairs(json, instance.content().parameters());
        json.writeFieldName("metrics");
        InstanceWriter.numbers(json, told.metrics().apply(instance.id()));
        json.writeEndObject();
    }
}
