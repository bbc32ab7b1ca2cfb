package io.maregistry.server.snapshot;

import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException.InvalidRequest;
import io.maregistry.model.InstanceId;
import io.maregistry.model.ServiceName;
import io.maregistry.wire.InstanceLimits;
import io.maregistry.wire.InstanceReader;
import io.maregistry.wire.InstanceRequest;
import io.maregistry.wire.JsonInput;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Looks at documents that somebody wants to restore. A document is read twice and never held: {@link #check} validates all
 * of it, {@link CheckedDocument#forEachChunk} reads it again and hands it out. Both block on the disk; any thread.
 *
 * <p>Plain documents are taken as {@link PlainReader} tells. A full one (it has a {@code format} or a {@code checksum})
 * must be byte for byte what was written, as its checksum tells; without its last keys it is no plain one, so that a full
 * document that was cut is never mistaken for one. Either may be packed with gzip or zstd.
 */
public final class DocumentReader {

    /** The longest document, unpacked. */
    public static final long MAX_BYTES = 1L << 30;

    private final InstanceLimits limits;
    private final long maxBytes;

    /** {@code limits} are those of registrations; the shortest ttl is not looked at. */
    public DocumentReader(InstanceLimits limits) {
        this(limits, MAX_BYTES);
    }

    DocumentReader(InstanceLimits limits, long maxBytes) {
        this.limits = new InstanceLimits(
                limits.parameters(),
                limits.keyLength(),
                limits.valueLength(),
                limits.parameterBytes(),
                1,
                limits.metrics());
        this.maxBytes = maxBytes;
    }

    /**
     * Validates all of the document in {@code file}, which must stay as it is while the result is in use.
     *
     * @throws InvalidRequest {@code INVALID_SNAPSHOT} with the place of the fault, or {@code BODY_TOO_LARGE}
     */
    public CheckedDocument check(Path file) {
        Renewals renewals = new Renewals();
        Counts counts = new Counts(renewals);
        try (ChecksumInput document = open(file);
                JsonInput in = JsonInput.ofDocument(document)) {
            PlainReader plain = new PlainReader(in, new InstanceReader(limits), counts);
            plain.read();
            if (!plain.isFull()) {
                Summary summary = new Summary(document.sha256(), 0, counts.version, counts.services, counts.instances);
                return new CheckedDocument(this, file, summary, renewals);
            }
            if (!document.endsInItsChecksum()) {
                throw damaged("the document's checksum is wrong: it was cut or changed", "checksum");
            }
            long revision = revisionOfFull(file);
            Summary summary =
                    new Summary(document.sha256(), revision, counts.version, counts.services, counts.instances);
            return new CheckedDocument(this, file, summary, null);
        } catch (IOException unreadable) {
            throw damaged("the document cannot be read or unpacked", null);
        }
    }

    /**
     * What a document is.
     *
     * @param sha256 of the unpacked document, 64 hexadecimal digits
     * @param revision its revision; 0 for a plain one
     * @param version its version
     * @param services how many list something
     * @param instances how many it lists
     */
    record Summary(String sha256, long revision, long version, int services, int instances) {}

    ChecksumInput open(Path file) throws IOException {
        InputStream raw = Files.newInputStream(file);
        try {
            return new ChecksumInput(new BoundedInput(Compression.unpacked(raw), maxBytes));
        } catch (IOException | RuntimeException failed) {
            raw.close();
            throw failed;
        }
    }

    InstanceLimits limits() {
        return limits;
    }

    private long revisionOfFull(Path file) throws IOException {
        try (ChecksumInput document = open(file);
                JsonInput in = JsonInput.ofOwnDocument(document)) {
            long revision = new FullReader(in, new RestorableRows(), limits)
                    .read()
                    .scalars()
                    .revision();
            RestorableRows.check("revision", revision);
            return revision;
        }
    }

    private static InvalidRequest damaged(String message, @Nullable String place) {
        return new InvalidRequest(ErrorCode.INVALID_SNAPSHOT, message, place);
    }

    /** Counts rows and keeps the renewals. */
    private static final class Counts implements PlainReader.Rows {
        private final Renewals renewals;
        private long version;
        private int services;
        private int instances;
        private @Nullable ServiceName last;

        Counts(Renewals renewals) {
            this.renewals = renewals;
        }

        @Override
        public void instance(ServiceName service, InstanceRequest instance) {
            instances++;
            if (last == null || !service.equals(last)) {
                services++;
                last = service;
            }
        }

        @Override
        public void version(ServiceName service, long serviceVersion) {
            // validated by being read; wanted when chunks are made
        }

        @Override
        public void renewed(ServiceName service, InstanceId id, long millis) {
            renewals.put(service.key() + '@' + id.url(), millis);
        }

        @Override
        public void version(long documentVersion) {
            version = documentVersion;
        }
    }
}
