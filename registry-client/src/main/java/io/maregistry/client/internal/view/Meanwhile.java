package io.maregistry.client.internal.view;

import io.maregistry.error.RegistryException;
import io.maregistry.error.RegistryException.Unsupported;
import java.time.Duration;
import java.util.Collection;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What readers have while no stream is open, and how long it takes until another one is. Guarded by the loop. */
final class Meanwhile {

    private static final Logger log = LoggerFactory.getLogger(Meanwhile.class);

    private static final int FAILURES_BEFORE_COPIES = 2; // one node that is away is no reason for old lists
    private static final int FAILURES_BEFORE_POLLING = 3;

    private final Time time;
    private final ViewOptions options;
    private final Supplier<Collection<KnownService>> services;
    private final Polling polling;
    private int failures; // streams in a row that did not last, whatever they told

    Meanwhile(Time time, ViewOptions options, Supplier<Collection<KnownService>> services, Polling polling) {
        this.time = time;
        this.options = options;
        this.services = services;
        this.polling = polling;
    }

    /** A stream that was opened then is over; how long to wait at least. */
    Duration ended(long openedNanos, Duration rest, @Nullable Throwable cause) {
        boolean wasLong =
                time.now() - openedNanos >= options.backoff().longest().toNanos();
        failures = wasLong ? 1 : failures + 1;
        Duration jitter = options.backoff().delay(failures, time.random());
        Duration wait = rest.compareTo(jitter) > 0 ? rest : jitter;
        log.debug("no watch is open: failures {}, again in {}", failures, wait, cause);
        doWithout(cause);
        return wait;
    }

    private void doWithout(@Nullable Throwable cause) {
        if (cause instanceof RegistryException why && !why.isTransient() && !(why instanceof Unsupported)) {
            services.get().forEach(service -> service.fail(why));
        }
        if (failures >= FAILURES_BEFORE_COPIES) {
            services.get().forEach(KnownService::fallBack);
        }
        if (failures == FAILURES_BEFORE_POLLING) {
            String why = cause == null ? "the streams ended" : String.valueOf(cause.getMessage());
            log.warn("no watch lasts, revisions are asked for as long: every {}: {}", options.pollEvery(), why);
        }
        if (failures >= FAILURES_BEFORE_POLLING || cause instanceof Unsupported) {
            polling.begin();
        }
    }

    /** A stream tells what readers want to know. */
    void isOver() {
        polling.end();
    }
}
