package io.maregistry.server.raft;

import io.maregistry.error.RegistryException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether this replica is broken. It never heals: what broke it is logged once and told once, and from then on the node
 * takes no part in anything.
 */
final class Breakage {

    private static final Logger LOG = LoggerFactory.getLogger(Breakage.class);

    private final AtomicReference<@Nullable Throwable> cause = new AtomicReference<>();
    private final Consumer<Throwable> listener;

    /** @param listener told once, on the thread that found the damage; must not block */
    Breakage(Consumer<Throwable> listener) {
        this.listener = listener;
    }

    boolean isBroken() {
        return cause.get() != null;
    }

    @Nullable
    Throwable cause() {
        return cause.get();
    }

    /** Says that this replica is broken, and how. */
    void report(String what, Throwable why) {
        if (cause.compareAndSet(null, why)) {
            if (why
                    instanceof
                    RegistryException.Corrupted damaged) { // its message says all; no trace helps an operator
                LOG.error("this replica is broken and takes no part any more: {}: {}", what, damaged.getMessage());
            } else {
                LOG.error("this replica is broken and takes no part any more: {}", what, why);
            }
            listener.accept(why);
        }
    }
}
