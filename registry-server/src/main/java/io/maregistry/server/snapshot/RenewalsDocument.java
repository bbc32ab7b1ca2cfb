package io.maregistry.server.snapshot;

import com.fasterxml.jackson.core.JsonGenerator;
import io.maregistry.error.RegistryException;
import io.maregistry.model.Metrics;
import io.maregistry.model.ResumeToken;
import io.maregistry.model.ServiceName;
import io.maregistry.server.state.HistoryEntry;
import io.maregistry.server.state.Listed;
import io.maregistry.server.state.LiveNumbers;
import io.maregistry.server.state.RegistryState;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.Scalars;
import io.maregistry.server.state.ServiceView;
import io.maregistry.server.state.StateBuilder;
import io.maregistry.wire.InstanceLimits;
import io.maregistry.wire.InstanceWriter;
import io.maregistry.wire.JsonInput;
import io.maregistry.wire.JsonOutput;
import io.maregistry.wire.MetricsReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What renewals move, and nothing else: for a node in hash mode that has all the rest already. {@code {"VERSIONS",
 * "TIMESTAMPS", "version", "lineage", "revision", "clock", "instances":{"a.B@url":{"lastSeen","heartbeatCount",
 * "metrics"}}, "checksum"}}; {@code metrics} where there are any. Streaming out; in, its numbers are held. Any thread.
 */
public final class RenewalsDocument {

    private RenewalsDocument() {}

    /** Writes it; the stream stays open. */
    public static void write(Root root, OutputStream out) throws IOException {
        DigestOutputStream digested = new DigestOutputStream(out, Checksum.sha256());
        try (JsonGenerator json = JsonOutput.stream(digested)) {
            json.writeStartObject();
            SnapshotDocument.counters(json, root);
            json.writeStringField(
                    "lineage", ResumeToken.lineageText(root.scalars().lineage()));
            json.writeNumberField("revision", root.scalars().revision());
            json.writeNumberField("clock", root.scalars().clockMillis());
            json.writeObjectFieldStart("instances");
            for (ServiceView service : root.services()) {
                for (Listed listed : service.instances()) {
                    LiveNumbers numbers = root.live(listed);
                    json.writeObjectFieldStart(SnapshotDocument.key(service, listed.instance()));
                    json.writeNumberField("lastSeen", numbers.lastSeenMillis());
                    json.writeNumberField("heartbeatCount", numbers.renewals());
                    InstanceWriter.metrics(json, numbers.metrics());
                    json.writeEndObject();
                }
            }
            json.writeEndObject();
            json.flush(); // into the digest; the object stays open, since the tail ends it
        }
        out.write(Checksum.tail(digested.getMessageDigest().digest()));
    }

    /**
     * A state that holds what the root holds, with the renewals of the document in {@code file}; empty where the document is
     * of another revision than the root.
     *
     * @throws RegistryException.InvalidRequest the document is not sound
     * @throws RegistryException.Corrupted it is not what was written
     */
    public static Optional<RegistryState> read(Root root, Path file) {
        Numbers numbers = new Numbers();
        try (InputStream raw = Files.newInputStream(file);
                ChecksumInput document =
                        new ChecksumInput(new BoundedInput(Compression.unpacked(raw), DocumentReader.MAX_BYTES));
                JsonInput in = JsonInput.ofOwnDocument(document)) {
            numbers.read(in);
            if (!document.endsInItsChecksum()) {
                throw new RegistryException.Corrupted("the renewals do not have the checksum that they say");
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return numbers.areNewsOf(root) ? Optional.of(numbers.in(root)) : Optional.empty();
    }

    /** What stands in a document. */
    private static final class Numbers {
        private final Map<String, Long> versions = new HashMap<>();
        private final Map<String, Long> renewedAt = new HashMap<>();
        private final Map<String, LiveNumbers> live = new HashMap<>(); // without the time of the renewal
        private long version;
        private long lineage;
        private long revision;
        private long clock;

        void read(JsonInput in) {
            in.begin();
            in.fields(field -> {
                switch (field) {
                    case "VERSIONS" -> in.entries(key -> versions.put(key, count(in)));
                    case "TIMESTAMPS" -> in.entries(key -> renewedAt.put(key, count(in)));
                    case "version" -> version = count(in);
                    case "lineage" -> lineage = ResumeToken.lineageOf(in.text());
                    case "revision" -> revision = count(in);
                    case "clock" -> clock = count(in);
                    case "instances" -> in.entries(key -> live.put(key, instance(in)));
                    default -> in.skip();
                }
            });
            in.end();
        }

        private static LiveNumbers instance(JsonInput in) {
            long[] numbers = new long[2];
            Metrics[] metrics = {Metrics.NONE};
            in.fields(field -> {
                switch (field) {
                    case "lastSeen" -> numbers[0] = count(in);
                    case "heartbeatCount" -> numbers[1] = count(in);
                    case "metrics" -> metrics[0] = MetricsReader.read(in, InstanceLimits.NONE);
                    default -> in.skip();
                }
            });
            return new LiveNumbers(numbers[0], 0, numbers[1], metrics[0]);
        }

        private static long count(JsonInput in) {
            return in.integer(0, FullReader.MAX_INTEGER);
        }

        /** Whether they are of that revision, and go on from there. */
        boolean areNewsOf(Root root) {
            Scalars mine = root.scalars();
            return mine.lineage() == lineage
                    && mine.revision() == revision
                    && mine.version() <= version
                    && mine.clockMillis() <= clock;
        }

        RegistryState in(Root root) {
            Scalars old = root.scalars();
            StateBuilder builder = new StateBuilder()
                    .scalars(new Scalars(
                            old.clusterId(),
                            lineage,
                            revision,
                            version,
                            clock,
                            old.nextHandle(),
                            old.floor(),
                            old.formatLevel()))
                    .settings(root.settings());
            root.services().forEach(service -> addTo(builder, root, service));
            root.requests().forEach(builder::request);
            root.generations().forEach(builder::generation);
            root.members().forEach(builder::member);
            root.protections().forEach(builder::protection);
            root.losses().forEach(builder::loss);
            root.configs().forEach(item -> item.versions().forEach(version -> builder.config(item.name(), version)));
            builder.configFloor(root.configFloor());
            root.namespaces().forEach(builder::item);
            root.routings().forEach(builder::item);
            root.rules().forEach(builder::item);
            root.releases().forEach(builder::release);
            return builder.build(root.position());
        }

        private void addTo(StateBuilder builder, Root root, ServiceView service) {
            ServiceName name = service.name();
            for (Listed listed : service.instances()) {
                builder.instance(name, listed.handle(), listed.instance(), numbers(root, service, listed));
            }
            builder.service(name, service.revision(), versions.getOrDefault(name.key(), service.version()));
            for (HistoryEntry entry : root.history(service).entries()) {
                builder.history(name, entry);
            }
        }

        private LiveNumbers numbers(Root root, ServiceView service, Listed listed) {
            String key = SnapshotDocument.key(service, listed.instance());
            LiveNumbers now = live.get(key);
            return now == null
                    ? root.live(listed)
                    : new LiveNumbers(
                            now.lastSeenMillis(), renewedAt.getOrDefault(key, 0L), now.renewals(), now.metrics());
        }
    }
}
