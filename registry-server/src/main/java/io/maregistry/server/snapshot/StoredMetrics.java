package io.maregistry.server.snapshot;

import io.maregistry.error.RegistryException.InvalidRequest;
import io.maregistry.model.Metrics;
import io.maregistry.wire.InstanceLimits;
import io.maregistry.wire.InstanceWriter;
import io.maregistry.wire.JsonInput;
import io.maregistry.wire.JsonOutput;
import io.maregistry.wire.MetricsReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The metrics of one instance as a JSON text, for stores that keep each instance by itself. Any thread. */
public final class StoredMetrics {

    private static final String NONE = "{}";

    private StoredMetrics() {}

    /** An object of numbers, each as it came. */
    public static String text(Metrics metrics) {
        return metrics.isEmpty()
                ? NONE
                : new String(JsonOutput.bytes(json -> InstanceWriter.numbers(json, metrics)), StandardCharsets.UTF_8);
    }

    /**
     * The metrics that the text was made of.
     *
     * @throws InvalidRequest it is not what {@link #text} writes; the message says where
     */
    public static Metrics of(String text) {
        if (text.equals(NONE)) {
            return Metrics.NONE;
        }
        try (JsonInput in = JsonInput.ofOwnDocument(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)))) {
            in.begin();
            Metrics metrics = MetricsReader.read(in, InstanceLimits.NONE);
            in.end();
            return metrics;
        } catch (IOException impossible) {
            throw new IllegalStateException("reading from memory failed", impossible);
        }
    }
}
