package io.maregistry.server.hash;

import io.maregistry.error.Causes;
import io.maregistry.error.RegistryException;
import io.maregistry.server.replication.Births;
import io.maregistry.server.state.Birth;
import io.maregistry.server.state.RegistryState;
import io.maregistry.server.state.Root;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes this node's state that of another one: compares, fetches a document, makes a state of it aside, and puts it in the
 * place of this node's own. A document that is not whole and sound changes nothing, and is counted and told.
 *
 * <p>{@link #equalise} blocks for as long as the document takes, and runs once at a time; any thread.
 */
final class Following {

    private static final Logger LOG = LoggerFactory.getLogger(Following.class);

    private static final String DOCUMENT = "its document";

    /** Its files, for whoever cleans up. */
    static final String FILES = "pulled-*.json";

    private static final long NEVER = Long.MIN_VALUE;

    private final Peers peers;
    private final Applier applier;
    private final Supplier<Root> root;
    private final Documents documents;
    private final Path directory;
    private final Births births = new Births();
    private final Counter whole;
    private final Counter renewals;
    private final Counter failed;
    private final Timer time;
    private volatile @Nullable String lastFailure;
    private volatile @Nullable CompletableFuture<Void> running;
    private String plainUrl = ""; // whose plain document was taken over last; guarded by this
    private long plainVersion = NEVER; // of the plain document that was taken over last; guarded by this

    /** Makes states of documents. */
    interface Documents {

        /** Of the copy in that file, which may be packed; it throws where the document is not what was written. */
        RegistryState full(Path file);

        /** Of the v5 document in that file, as that cluster; it throws where the document is not sound. */
        RegistryState plain(Path file, Birth birth);

        /** Of that root and of the renewals in that file; empty where they are of another revision by now. */
        Optional<RegistryState> renewed(Root root, Path file);
    }

    /**
     * @param root this node's newest root
     * @param directory where documents are fetched to; it is there
     */
    Following(
            Peers peers,
            Applier applier,
            Supplier<Root> root,
            Documents documents,
            Path directory,
            MeterRegistry meters) {
        this.peers = peers;
        this.applier = applier;
        this.root = root;
        this.documents = documents;
        this.directory = directory;
        this.whole = pulls(meters, "whole");
        this.renewals = pulls(meters, "renewals");
        this.failed = pulls(meters, "failed");
        this.time = Timer.builder("maregistry.hash.pull.time")
                .description("from the request of a document until its state is in place")
                .register(meters);
    }

    private static Counter pulls(MeterRegistry meters, String result) {
        return Counter.builder("maregistry.hash.pulls")
                .description("documents that were fetched from the leader")
                .tag("result", result)
                .register(meters);
    }

    /** Why the last document was of no use; empty where it was, or where none was fetched. */
    Optional<String> lastFailure() {
        return Optional.ofNullable(lastFailure);
    }

    /**
     * Has this node hold what that one holds.
     *
     * @param told what it said of itself just now
     * @return whether this node holds it now
     */
    synchronized boolean equalise(String url, Reported told) {
        try {
            boolean done = fetchUnlessEqual(url, told);
            lastFailure = null;
            return done;
        } catch (RuntimeException useless) { // whatever came from over there, this node goes on with what it has
            Throwable cause = Causes.of(useless);
            if (cause instanceof CancellationException) { // somebody else is followed by now
                LOG.debug("the state of {} is not wanted any more", url);
                return false;
            }
            failed.increment();
            String why = cause.getMessage() == null ? cause.toString() : cause.getMessage();
            if (!why.equals(lastFailure)) {
                LOG.warn("the state of {} was not taken over: {}", url, why);
            }
            lastFailure = why;
            return false;
        }
    }

    private boolean fetchUnlessEqual(String url, Reported told) {
        Root mine = root.get();
        Reported.Own own = told.own();
        if (own == null) {
            return followPlain(url, told.version());
        }
        if (own.lineage() == 0) {
            return true; // it holds nothing yet
        }
        if (own.lineage() != mine.scalars().lineage()
                || own.revision() != mine.scalars().revision()) {
            return take(url, "/v1/snapshot?part=copy", whole, file -> Optional.of(documents.full(file)));
        }
        return told.version() == mine.scalars().version()
                || take(url, "/v1/snapshot?part=renewals", renewals, file -> documents.renewed(mine, file));
    }

    /** What this node counts itself says nothing of a plain node, only what was taken over from that one does. */
    private boolean followPlain(String url, long version) {
        if (url.equals(plainUrl) && version == plainVersion) {
            return true;
        }
        boolean done = take(url, "/snapshot", whole, file -> Optional.of(documents.plain(file, births.next())));
        plainVersion = done ? version : NEVER;
        plainUrl = url;
        return done;
    }

    /** Makes a state of what was fetched; empty where it is of no use any more. */
    private interface Making {
        Optional<RegistryState> of(Path file);
    }

    private boolean take(String url, String path, Counter counter, Making making) {
        Path file = newFile();
        try {
            long begun = System.nanoTime();
            fetch(url, path, file);
            boolean done = making.of(file)
                    .map(made -> applier.replace(made).toCompletableFuture().join())
                    .orElse(false);
            if (done) {
                counter.increment();
                time.record(System.nanoTime() - begun, TimeUnit.NANOSECONDS);
            }
            return done;
        } catch (RegistryException damaged) { // without the file's name, which is nobody's business elsewhere
            throw new PeerException(
                    url, String.valueOf(damaged.getMessage()).replace(file.toString(), DOCUMENT), false, damaged);
        } finally {
            delete(file);
        }
    }

    private void fetch(String url, String path, Path file) {
        CompletableFuture<Void> fetching = peers.fetch(url, path, file).toCompletableFuture();
        running = fetching;
        try {
            fetching.join();
        } finally {
            running = null;
        }
    }

    /** Gives up what is being fetched, since it is not wanted any more; any thread. */
    void cancel() {
        CompletableFuture<Void> fetching = running;
        if (fetching != null) {
            fetching.cancel(true);
        }
    }

    private Path newFile() {
        try {
            return Files.createTempFile(directory, "pulled-", ".json");
        } catch (IOException disk) {
            throw new UncheckedIOException(disk);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException left) { // the folder is emptied at the next start
            LOG.warn("{} is left behind: {}", file, left.toString());
        }
    }
}
