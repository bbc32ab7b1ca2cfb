package io.maregistry.server.export;

import io.maregistry.server.store.StoreException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of failures that come one after another: the first one, each of another kind, and one every ten minutes. One thread.
 */
final class Troubles {

    private static final Logger LOG = LoggerFactory.getLogger(Troubles.class);
    private static final long REPEAT_NANOS = TimeUnit.MINUTES.toNanos(10);

    private final String store;
    private final LongSupplier nanoTime;
    private String kind = ""; // of the last one; empty where the last attempt succeeded
    private long toldNanos;

    Troubles(String store, LongSupplier nanoTime) {
        this.store = store;
        this.nanoTime = nanoTime;
    }

    void failed(Throwable failure) {
        String now = failure instanceof StoreException known
                ? known.kind().name()
                : failure.getClass().getName();
        if (now.equals(kind) && nanoTime.getAsLong() - toldNanos < REPEAT_NANOS) {
            return;
        }
        kind = now;
        toldNanos = nanoTime.getAsLong();
        if (failure instanceof StoreException) {
            LOG.warn("store={} is not written, and is tried again: {} {}", store, kind, failure.getMessage());
        } else { // a bug of the store's, or of its driver's
            LOG.error("store={} is not written, and is tried again", store, failure);
        }
    }

    void ended(int failures) {
        kind = "";
        LOG.info("store={} is written again after {} failures", store, failures);
    }
}
