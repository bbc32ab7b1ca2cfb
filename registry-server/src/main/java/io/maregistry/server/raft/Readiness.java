package io.maregistry.server.raft;

import io.maregistry.server.replication.Published;
import io.maregistry.server.replication.ReadBarrier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether this node has caught up since its start: it has applied an index that a leader confirmed since then, and the
 * cluster is born. Once true it stays true. The control thread looks, any thread reads.
 */
final class Readiness {

    private static final Logger LOG = LoggerFactory.getLogger(Readiness.class);

    private final ReadBarrier barrier;
    private final Published published;
    private volatile boolean ready;
    private volatile boolean confirming;

    Readiness(ReadBarrier barrier, Published published) {
        this.barrier = barrier;
        this.published = published;
    }

    boolean isReady() {
        return ready;
    }

    /** Asks for a confirmation if none is under way. */
    void look() {
        if (ready || confirming) {
            return;
        }
        confirming = true;
        barrier.confirm().whenComplete((confirmed, failure) -> {
            if (failure == null && !published.root().scalars().clusterId().isEmpty()) {
                ready = true;
                LOG.info("caught up at index {}", published.root().position().index());
            }
            confirming = false;
        });
    }
}
