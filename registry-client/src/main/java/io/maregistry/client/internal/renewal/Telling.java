package io.maregistry.client.internal.renewal;

import io.maregistry.client.spi.RegistrationListener;
import io.maregistry.error.RegistryException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the listener of one stay is still to be told. It waits at most once for the listeners' thread, however much happens
 * meanwhile, so that what waits is bounded by the number of stays. Any thread; nothing of the user runs on it.
 */
final class Telling implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Telling.class);

    private final RegistrationListener listener;
    private final String id;
    private final Executor listeners;
    private final AtomicBoolean isWaiting = new AtomicBoolean();
    private final AtomicBoolean isAgain = new AtomicBoolean();
    private final AtomicReference<@Nullable RegistryException> refusal = new AtomicReference<>();

    Telling(RegistrationListener listener, String id, Executor listeners) {
        this.listener = listener;
        this.id = id;
        this.listeners = listeners;
    }

    void registeredAgain() {
        isAgain.set(true);
        wake();
    }

    void lost(RegistryException error) {
        refusal.set(error);
        wake();
    }

    private void wake() {
        if (isWaiting.compareAndSet(false, true)) {
            try {
                listeners.execute(this);
            } catch (RejectedExecutionException closed) {
                LOG.debug("instance={} nobody is told any more", id);
            }
        }
    }

    /** The listeners' thread. */
    @Override
    public void run() {
        isWaiting.set(false); // before it looks: what comes later is told by another run
        try {
            if (isAgain.getAndSet(false)) {
                listener.registeredAgain();
            }
        } catch (RuntimeException | Error fault) { // the user's code: others are to be told all the same
            LOG.warn("instance={} has a listener that failed", id, fault);
        }
        RegistryException error = refusal.getAndSet(null);
        try {
            if (error != null) {
                listener.lost(error);
            }
        } catch (RuntimeException | Error fault) { // as above
            LOG.warn("instance={} has a listener that failed", id, fault);
        }
    }
}
