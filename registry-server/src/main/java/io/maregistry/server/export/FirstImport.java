package io.maregistry.server.export;

import io.maregistry.server.registry.Restores;
import io.maregistry.server.snapshot.SnapshotDocument;
import io.maregistry.server.state.RegistryState;
import io.maregistry.server.state.Root;
import io.maregistry.server.store.RegistryStore;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes what a store holds into a registry that never held anything, as the restore of a document does: the whole of it,
 * through the log, with new handles. Only the leader does it; the others let it. A registry whose revision has moved is
 * left as it is. The thread of a {@link StoreWriter}.
 */
public final class FirstImport {

    private static final Logger LOG = LoggerFactory.getLogger(FirstImport.class);

    private final Restores restores;
    private final BooleanSupplier isLeading;
    private final Path directory;
    private boolean isTold; // that it can do nothing
    private boolean isSettled;

    /** {@code directory} takes the document for as long as it is being restored. */
    public FirstImport(Restores restores, BooleanSupplier isLeading, Path directory) {
        this.restores = restores;
        this.isLeading = isLeading;
        this.directory = directory;
    }

    /**
     * Imports where that is called for; once settled it stays so. Blocks until the restore is committed or has failed.
     *
     * @param root the registry as it is
     * @return true where nothing is left to do, so that the store may be written; false where another node may import yet,
     *     or where writing would put this registry in the place of one that was to be imported and was not
     */
    boolean settle(RegistryStore store, Root root) throws InterruptedException {
        isSettled = isSettled || isDone(store, root);
        return isSettled;
    }

    private boolean isDone(RegistryStore store, Root root) throws InterruptedException {
        boolean isEmpty = root.scalars().revision() == 0;
        if (!isLeading.getAsBoolean()) {
            return !isEmpty; // a store of this node's own; whether to import was the leader's to decide
        }
        Optional<Root> held = store.load().map(RegistryState::root);
        if (isEmpty) {
            if (held.isPresent()) {
                take(store.name(), held.get());
            }
            return true;
        }
        boolean isForeign = held.isPresent() && isOfAnother(held.get(), root);
        if (isForeign && !isTold) {
            LOG.error(
                    "store={} is neither imported nor written: it holds instances={} of cluster {}, and this registry, cluster {},"
                            + " holds something already; begin with an empty one, or empty the store, also where it was"
                            + " imported and the leader changed before it was written",
                    store.name(),
                    held.get().sizes().instances(),
                    held.get().scalars().clusterId(),
                    root.scalars().clusterId());
        }
        isTold = isForeign;
        return !isForeign;
    }

    private static boolean isOfAnother(Root held, Root root) {
        return held.sizes().instances() > 0
                && !held.scalars().clusterId().equals(root.scalars().clusterId());
    }

    private void take(String store, Root held) throws InterruptedException {
        Path document = null;
        try {
            Files.createDirectories(directory);
            document = Files.createTempFile(directory, "import-", ".json");
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(document))) {
                SnapshotDocument.writeFull(held, out);
            }
            Restores.Result result = await(restores.restore(document, new Restores.Mode(false, false, 0))
                    .toCompletableFuture());
            LOG.info(
                    "store={} is imported: services={} instances={} revision={}",
                    store,
                    result.services(),
                    result.instances(),
                    result.revision());
        } catch (IOException unwritten) {
            throw new UncheckedIOException("the document to import cannot be written", unwritten);
        } finally {
            delete(document);
        }
    }

    /** A restore ends by itself within its limit. */
    private static Restores.Result await(CompletableFuture<Restores.Result> restore) throws InterruptedException {
        try {
            return restore.get();
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof RuntimeException known) {
                throw known;
            }
            throw new IllegalStateException("the import failed", failure.getCause());
        }
    }

    private static void delete(@Nullable Path document) {
        try {
            if (document != null) {
                Files.deleteIfExists(document);
            }
        } catch (IOException undeleted) {
            LOG.warn("{} cannot be deleted: {}", document, undeleted.getMessage());
        }
    }
}
