package io.maregistry.server.snapshot;

import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException.InvalidRequest;
import io.maregistry.model.ConfigName;
import io.maregistry.model.Instance;
import io.maregistry.model.InstanceId;
import io.maregistry.model.Operator;
import io.maregistry.model.ServiceName;
import io.maregistry.model.Status;
import io.maregistry.server.state.Birth;
import io.maregistry.server.state.Command;
import io.maregistry.server.state.ConfigVersion;
import io.maregistry.server.state.Entry;
import io.maregistry.server.state.Item;
import io.maregistry.server.state.KeptRelease;
import io.maregistry.server.state.LiveNumbers;
import io.maregistry.server.state.Outcome;
import io.maregistry.server.state.RegistryState;
import io.maregistry.server.state.RestoreBegin;
import io.maregistry.server.state.RestoreChunk;
import io.maregistry.server.state.RestoreCommit;
import io.maregistry.server.state.ServiceRouting;
import io.maregistry.server.state.StagedConfig;
import io.maregistry.server.state.StagedInstance;
import io.maregistry.server.state.StagedPart;
import io.maregistry.wire.InstanceReader;
import io.maregistry.wire.InstanceRequest;
import io.maregistry.wire.JsonInput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A document without fault, in its file. How two of them become one is decided where both states are known, by the restore
 * itself (its {@code merge}): the v5 model's {@code Snapshot.merge}.
 */
public final class CheckedDocument {

    private static final String RESTORE = "00000000000000000000000000000000"; // the only one of its state

    private final DocumentReader reader;
    private final Path file;
    private final DocumentReader.Summary summary;
    private final @Nullable Renewals renewals; // null: a full document

    CheckedDocument(DocumentReader reader, Path file, DocumentReader.Summary summary, @Nullable Renewals renewals) {
        this.reader = reader;
        this.file = file;
        this.summary = summary;
        this.renewals = renewals;
    }

    /** SHA-256 of the unpacked document, 64 hexadecimal digits. */
    public String sha256() {
        return summary.sha256();
    }

    /** The document's revision; 0 for a plain one, which has none. */
    public long revision() {
        return summary.revision();
    }

    /** The document's version. */
    public long version() {
        return summary.version();
    }

    /** True where it is the v5 document, which says of an instance its identity and parameters only. */
    public boolean isPlain() {
        return renewals != null;
    }

    /** How many services list something. */
    public int services() {
        return summary.services();
    }

    /** How many instances there are. */
    public int instances() {
        return summary.instances();
    }

    /** True where a node at {@code localVersion} lacks something that is in here: the v5 model's version gate. */
    public boolean shouldSync(long localVersion) {
        return version() > localVersion;
    }

    /**
     * Reads the document again and hands out its services and items, in parts that each fit a log entry of 256 KiB: instances in the
     * document's order, each service's VERSIONS as a part without instances. {@code sink} may block, and what it throws
     * ends the reading.
     *
     * @throws UncheckedIOException the file could not be read again
     * @throws IllegalStateException the file is not what was checked
     */
    public void forEachChunk(Consumer<StagedPart> sink) {
        Chunks chunks = new Chunks(sink);
        try (ChecksumInput document = reader.open(file);
                JsonInput in = JsonInput.ofOwnDocument(document)) {
            if (renewals == null) {
                new FullReader(in, new FullRows(chunks), reader.limits()).read();
            } else {
                new PlainReader(in, new InstanceReader(reader.limits()), new PlainRows(chunks, renewals)).read();
            }
            if (!document.sha256().equals(sha256())) {
                throw new IllegalStateException("the document changed after it was checked");
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        chunks.end();
    }

    /**
     * The document as a registry of its own: what a cluster holds in which nothing but its birth and the restore of this
     * document has happened. So instances have new handles in the document's order and count as seen now, the revision is
     * one above the document's, and of a plain document every instance is registered at {@code wallMillis}.
     *
     * @throws InvalidRequest {@code INVALID_SNAPSHOT} where the document breaks a limit of a cluster without settings
     * @throws UncheckedIOException the file could not be read again
     */
    public RegistryState toState(Birth birth, long wallMillis) {
        FreshState fresh = new FreshState(wallMillis);
        fresh.apply(birth);
        fresh.apply(new RestoreBegin(RESTORE, sha256(), isPlain(), false, RestoreBegin.ANY_REVISION));
        int[] chunks = {0};
        forEachChunk(part -> fresh.apply(new RestoreChunk(RESTORE, chunks[0]++, part)));
        fresh.apply(new RestoreCommit(RESTORE, chunks[0], revision(), version()));
        return fresh.state;
    }

    /** A state that nobody else sees. */
    private static final class FreshState {
        private final RegistryState state = new RegistryState();
        private final long wallMillis;
        private long index;

        FreshState(long wallMillis) {
            this.wallMillis = wallMillis;
        }

        void apply(Command command) {
            Outcome outcome = state.apply(++index, 0, new Entry(wallMillis, List.of(command)))
                    .outcomes()
                    .get(0);
            if (outcome instanceof Outcome.Rejected rejected) {
                throw new InvalidRequest(ErrorCode.INVALID_SNAPSHOT, rejected.message());
            }
        }
    }

    private record FullRows(Chunks chunks) implements Rows {
        @Override
        public void instance(ServiceName service, long handle, Instance instance, LiveNumbers numbers) {
            chunks.add(
                    service,
                    new StagedInstance(
                            instance.id(),
                            instance.content(),
                            instance.operator(),
                            instance.ownStatus(),
                            instance.registeredAtMillis(),
                            numbers.renewedAtMillis(),
                            numbers.renewals(),
                            instance.registered(),
                            instance.checkState(),
                            numbers.metrics()));
        }

        @Override
        public void service(ServiceName name, long revision, long version) {
            chunks.add(name, version);
        }

        /** A routing that was cleared is of no use where its revisions are not. */
        @Override
        public void item(Item item) {
            if (!(item instanceof ServiceRouting routing) || routing.routing() != null) {
                chunks.add(item);
            }
        }

        @Override
        public void config(ConfigName name, ConfigVersion version) {
            chunks.add(new StagedConfig(name, version));
        }

        @Override
        public void release(KeptRelease release) {
            chunks.add(release.service(), release.span());
        }
    }

    private record PlainRows(Chunks chunks, Renewals renewals) implements PlainReader.Rows {
        @Override
        public void instance(ServiceName service, InstanceRequest instance) {
            Status status = instance.content().check() == null
                    ? Status.RUNNING
                    : instance.content().check().initial();
            chunks.add(
                    service,
                    new StagedInstance(
                            instance.id(),
                            instance.content(),
                            instance.enabled() ? Operator.NONE : Operator.DISABLED,
                            status,
                            0,
                            renewals.get(service.key() + '@' + instance.id().url()),
                            0));
        }

        @Override
        public void version(ServiceName service, long version) {
            chunks.add(service, version);
        }

        @Override
        public void renewed(ServiceName service, InstanceId id, long millis) {
            // was gathered while the document was checked
        }

        @Override
        public void version(long version) {
            // goes with the commit of the restore
        }
    }
}
