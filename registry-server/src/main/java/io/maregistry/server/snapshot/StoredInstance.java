package io.maregistry.server.snapshot;

import io.maregistry.error.RegistryException.InvalidRequest;
import io.maregistry.model.Instance;
import io.maregistry.model.InstanceId;
import io.maregistry.wire.InstanceLimits;
import io.maregistry.wire.InstanceWriter;
import io.maregistry.wire.JsonInput;
import io.maregistry.wire.JsonOutput;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * What one instance says beside its identity, as two JSON texts: for stores that keep each instance by itself. Together
 * with the identity, the time of registration and the revision they give back all of the instance. Any thread.
 *
 * @param parameters an object of texts, in the order of the keys
 * @param details an object of everything else that differs from its default, in the names of the full document: of
 *     {@code weight} and {@code status} the instance's own, beside the operator's {@code override}
 */
public record StoredInstance(String parameters, String details) {

    private static final String NOTHING = "{}";

    /** The texts of an instance. */
    public static StoredInstance of(Instance instance) {
        String parameters = instance.content().parameters().isEmpty()
                ? NOTHING
                : text(json -> InstanceWriter.pairs(json, instance.content().parameters()));
        String details = text(json -> {
            json.writeStartObject();
            FullFields.details(json, instance);
            json.writeEndObject();
        });
        return new StoredInstance(parameters, details);
    }

    /**
     * The instance that the texts were made of.
     *
     * @throws InvalidRequest they are not what {@link #of} writes; the message says where
     */
    public Instance instance(InstanceId id, long registeredAtMillis, long revision) {
        String joined = "{\"parameters\":" + parameters + ",\"details\":" + details + '}';
        try (JsonInput in =
                JsonInput.ofOwnDocument(new ByteArrayInputStream(joined.getBytes(StandardCharsets.UTF_8)))) {
            InstanceRow row = new InstanceRow(in, InstanceLimits.NONE);
            in.begin();
            in.fields(part -> {
                if (part.equals("parameters")) {
                    row.field(part);
                } else {
                    in.fields(row::field);
                }
            });
            in.end();
            return row.instance(id, registeredAtMillis, revision);
        } catch (IOException impossible) {
            throw new IllegalStateException("reading from memory failed", impossible);
        }
    }

    private static String text(JsonOutput.Body body) {
        return new String(JsonOutput.bytes(body), StandardCharsets.UTF_8);
    }
}
