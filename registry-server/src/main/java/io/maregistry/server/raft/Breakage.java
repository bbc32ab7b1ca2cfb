package io.maregistry.server.raft;

import com.alipay.sofa.jraft.error.RaftException;
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

    private static final String VERDICT = "this replica is broken and takes no part any more";

    private final AtomicReference<@Nullable BrokenReplicaException> cause = new AtomicReference<>();
    private final Consumer<BrokenReplicaException> listener;

    /** @param listener told once, on the thread that found the damage; must not block */
    Breakage(Consumer<BrokenReplicaException> listener) {
        this.listener = listener;
    }

    boolean isBroken() {
        return cause.get() != null;
    }

    @Nullable
    BrokenReplicaException cause() {
        return cause.get();
    }

    /** Says that this replica is broken, where (at which entry, for example) and how. */
    void report(String where, Throwable how) {
        BrokenReplicaException broken = BrokenReplicaException.of(where, how);
        if (cause.compareAndSet(null, broken)) {
            if (how instanceof RegistryException.Corrupted || how instanceof RaftException) {
                LOG.error("{}: {}", VERDICT, broken.getMessage()); // that says all; no trace helps an operator
            } else {
                LOG.error("{}: {}", VERDICT, where, how);
            }
            listener.accept(broken);
        }
    }
}
