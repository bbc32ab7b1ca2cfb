package io.maregistry.client.internal.naming;

import com.fasterxml.jackson.core.JsonGenerator;
import io.maregistry.client.naming.InstanceMeta;
import io.maregistry.client.naming.Snapshot;
import io.maregistry.wire.JsonInput;
import io.maregistry.wire.JsonOutput;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The documents' JSON: an instance, and the four keys of a snapshot. Stateless; any thread. */
final class SnapshotJson {

    private static final String REGISTRY = "REGISTRY";
    private static final String VERSIONS = "VERSIONS";
    private static final String TIMESTAMPS = "TIMESTAMPS";
    private static final String VERSION = "version";

    private SnapshotJson() {}

    static byte[] instance(InstanceMeta instance) {
        return JsonOutput.bytes(json -> write(json, instance));
    }

    static byte[] snapshot(Snapshot snapshot) {
        return JsonOutput.bytes(json -> {
            json.writeStartObject();
            json.writeObjectFieldStart(REGISTRY);
            for (Map.Entry<String, List<InstanceMeta>> service : new TreeMap<>(snapshot.registry()).entrySet()) {
                json.writeArrayFieldStart(service.getKey());
                for (InstanceMeta instance : service.getValue()) {
                    write(json, instance);
                }
                json.writeEndArray();
            }
            json.writeEndObject();
            numbers(json, VERSIONS, snapshot.versions());
            numbers(json, TIMESTAMPS, snapshot.timestamps());
            json.writeNumberField(VERSION, snapshot.version());
            json.writeEndObject();
        });
    }

    private static void numbers(JsonGenerator json, String name, Map<String, Long> numbers) throws IOException {
        json.writeObjectFieldStart(name);
        for (Map.Entry<String, Long> each : new TreeMap<>(numbers).entrySet()) {
            json.writeNumberField(each.getKey(), each.getValue());
        }
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, InstanceMeta instance) throws IOException {
        json.writeStartObject();
        json.writeStringField("scheme", instance.scheme());
        json.writeStringField("host", instance.host());
        json.writeNumberField("port", instance.port());
        json.writeStringField("context", instance.context());
        if (!instance.parameters().isEmpty()) {
            json.writeObjectFieldStart("parameters");
            for (Map.Entry<String, String> each : new TreeMap<>(instance.parameters()).entrySet()) {
                json.writeStringField(each.getKey(), each.getValue());
            }
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    /** What a node wrote. Keys that are not known are passed over. */
    static Snapshot snapshot(byte[] document) {
        Reading reading = new Reading();
        try (JsonInput json = JsonInput.ofDocument(new ByteArrayInputStream(document))) {
            json.begin();
            reading.read(json);
            json.end();
        } catch (IOException impossible) {
            throw new UncheckedIOException("reading an array failed", impossible);
        }
        return new Snapshot(reading.registry, reading.versions, reading.timestamps, reading.version);
    }

    /** A snapshot as far as it has been read. */
    private static final class Reading {
        private final Map<String, List<InstanceMeta>> registry = new HashMap<>();
        private final Map<String, Long> versions = new HashMap<>();
        private final Map<String, Long> timestamps = new HashMap<>();
        private long version;

        void read(JsonInput json) {
            json.fields(field -> {
                switch (field) {
                    case REGISTRY -> json.entries(service -> registry.put(service, instances(json)));
                    case VERSIONS -> json.entries(service -> versions.put(service, number(json)));
                    case TIMESTAMPS -> json.entries(key -> timestamps.put(key, number(json)));
                    case VERSION -> version = number(json);
                    default -> json.skip();
                }
            });
        }
    }

    private static long number(JsonInput json) {
        return json.integer(0, Long.MAX_VALUE);
    }

    private static List<InstanceMeta> instances(JsonInput json) {
        List<InstanceMeta> instances = new ArrayList<>();
        json.elements(() -> instances.add(instance(json)));
        return instances;
    }

    private static InstanceMeta instance(JsonInput json) {
        Map<String, String> texts = new HashMap<>();
        Map<String, String> parameters = new LinkedHashMap<>();
        int[] port = new int[1];
        json.fields(field -> {
            switch (field) {
                case "scheme", "host", "context" -> texts.put(field, json.text());
                case "port" -> port[0] = (int) json.integer(1, 65_535);
                case "parameters" -> json.fields(key -> parameters.put(key, json.text()));
                default -> json.skip();
            }
        });
        return new InstanceMeta(
                texts.getOrDefault("scheme", ""),
                texts.getOrDefault("host", ""),
                port[0],
                texts.getOrDefault("context", ""),
                parameters);
    }
}
