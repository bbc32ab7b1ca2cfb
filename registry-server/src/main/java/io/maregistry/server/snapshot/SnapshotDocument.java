package io.maregistry.server.snapshot;

import com.fasterxml.jackson.core.JsonGenerator;
import io.maregistry.model.Instance;
import io.maregistry.server.state.Listed;
import io.maregistry.server.state.LiveNumbers;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.ServiceView;
import io.maregistry.wire.InstanceWriter;
import io.maregistry.wire.JsonOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.security.DigestOutputStream;

/**
 * Writes a root as a document; the package tells what stands in it. Streaming, in compact JSON; the same root gives the
 * same bytes. Neither method closes the stream. Any thread.
 */
public final class SnapshotDocument {

    private SnapshotDocument() {}

    /** Writes the v5 model's document: {@code REGISTRY}, {@code VERSIONS}, {@code TIMESTAMPS}, {@code version}. */
    public static void writePlain(Root root, OutputStream out) throws IOException {
        try (JsonGenerator json = JsonOutput.stream(out)) {
            json.writeStartObject();
            plainFields(json, root);
            json.writeEndObject();
        }
    }

    /** Writes the plain document's four keys, then everything else that replicas share, then the checksum. */
    public static void writeFull(Root root, OutputStream out) throws IOException {
        write(root, out, json -> plainFields(json, root));
    }

    /**
     * Writes the same for another node of this program, {@link SnapshotFile#readCopy}: without the services, instances and
     * counters that the plain document's keys say once more, which is half of its length.
     */
    public static void writeCopy(Root root, OutputStream out) throws IOException {
        write(root, out, json -> json.writeNumberField("version", root.scalars().version()));
    }

    private static void write(Root root, OutputStream out, JsonOutput.Body head) throws IOException {
        DigestOutputStream digested = new DigestOutputStream(out, Checksum.sha256());
        try (JsonGenerator json = JsonOutput.stream(digested)) {
            json.writeStartObject();
            head.writeTo(json);
            new FullFields(json, root).write();
            json.flush(); // into the digest; the object stays open, since the tail ends it
        }
        out.write(Checksum.tail(digested.getMessageDigest().digest()));
    }

    private static void plainFields(JsonGenerator json, Root root) throws IOException {
        json.writeObjectFieldStart("REGISTRY");
        for (ServiceView service : root.services()) {
            if (service.size() > 0) {
                json.writeArrayFieldStart(service.name().key());
                for (Listed listed : service.instances()) {
                    InstanceWriter.document(json, listed.instance());
                }
                json.writeEndArray();
            }
        }
        json.writeEndObject();
        counters(json, root);
    }

    /** {@code VERSIONS}, {@code TIMESTAMPS} and {@code version}. */
    static void counters(JsonGenerator json, Root root) throws IOException {
        json.writeObjectFieldStart("VERSIONS");
        for (ServiceView service : root.services()) {
            json.writeNumberField(service.name().key(), service.version());
        }
        json.writeEndObject();
        timestamps(json, root);
        json.writeNumberField("version", root.scalars().version());
    }

    private static void timestamps(JsonGenerator json, Root root) throws IOException {
        json.writeObjectFieldStart("TIMESTAMPS");
        for (ServiceView service : root.services()) {
            for (Listed listed : service.instances()) {
                LiveNumbers numbers = root.live(listed);
                if (numbers.renewedAtMillis() != 0) {
                    json.writeNumberField(key(service, listed.instance()), numbers.renewedAtMillis());
                }
            }
        }
        json.writeEndObject();
    }

    /** {@code service@url}. */
    static String key(ServiceView service, Instance instance) {
        return service.name().key() + '@' + instance.id().url();
    }
}
