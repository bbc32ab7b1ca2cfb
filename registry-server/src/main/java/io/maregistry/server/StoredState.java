package io.maregistry.server;

import io.maregistry.server.config.ExitCode;
import io.maregistry.server.config.StartException;
import io.maregistry.server.state.RegistryState;
import io.maregistry.server.store.RegistryStore;
import io.maregistry.server.store.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what a store holds before a node begins. A store that is away is waited for, since a node that began without what it
 * holds would write an empty registry over it. The thread that reads; {@link #waitsFor} any.
 */
final class StoredState {

    private static final Logger LOG = LoggerFactory.getLogger(StoredState.class);
    private static final long PAUSE_MILLIS = 2_000;

    private final CountDownLatch closing;
    private final List<Runnable> afterwards = new ArrayList<>();
    private volatile String waitsFor = "it reads its store";

    /** @param closing counted down when nobody waits for it any more */
    StoredState(CountDownLatch closing) {
        this.closing = closing;
    }

    /** What keeps the node from beginning, in a few words. */
    String waitsFor() {
        return waitsFor;
    }

    /** Has that done once the node has begun. */
    void afterwards(Runnable task) {
        afterwards.add(task);
    }

    /** The node has begun. */
    void done() {
        afterwards.forEach(Runnable::run);
    }

    /**
     * What the store holds, which is nothing where nothing was ever saved; empty where this node is closed before the store
     * answers.
     *
     * @throws StartException where waiting does not help
     */
    Optional<RegistryState> read(RegistryStore store) {
        while (true) {
            try {
                return Optional.of(store.load().orElseGet(RegistryState::new));
            } catch (StoreException failed) {
                rethrowUnlessAway(failed);
                String why = String.valueOf(failed.getMessage());
                if (!why.equals(waitsFor)) {
                    LOG.warn("store={} is waited for: {}", store.name(), why);
                }
                waitsFor = why;
                if (isClosingAfterAPause()) {
                    return Optional.empty();
                }
            }
        }
    }

    private static void rethrowUnlessAway(StoreException failed) {
        switch (failed.kind()) {
            case UNREACHABLE, CONFLICT -> {
                return;
            }
            case REFUSED ->
                throw new StartException(ExitCode.CONFIGURATION, String.valueOf(failed.getMessage()), failed);
            case DAMAGED ->
                throw new StartException(ExitCode.DATA_DIRECTORY, String.valueOf(failed.getMessage()), failed);
        }
    }

    private boolean isClosingAfterAPause() {
        try {
            return closing.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
