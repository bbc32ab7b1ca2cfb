package io.maregistry.server.hash;

import io.maregistry.error.Causes;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has another node lead before this one leaves, so that nothing is lost. Blocks for 5 s at most; one thread. */
final class HandOver {

    private static final Logger LOG = LoggerFactory.getLogger(HandOver.class);
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final Cluster cluster;
    private final Peers peers;
    private final ServerHealth health;

    HandOver(Cluster cluster, Peers peers, ServerHealth health) {
        this.cluster = cluster;
        this.peers = peers;
        this.health = health;
    }

    /** Where this node leads, asks who can take over now, and one after the other to do it. */
    void run(boolean isLeading) {
        if (!isLeading || cluster.others().isEmpty()) {
            return;
        }
        long end = System.nanoTime() + LIMIT.toNanos();
        isDone("others were asked", health.lookNow(), end);
        for (Server next : cluster.successors()) {
            if (isDone("leadership is handed over to " + next.url(), peers.lead(next.url()), end)) {
                return;
            }
        }
    }

    private static boolean isDone(String what, CompletionStage<?> asked, long endNanos) {
        try {
            asked.toCompletableFuture().get(endNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
            return true;
        } catch (ExecutionException | TimeoutException unable) { // another one is elected, with what was copied last
            LOG.info("not done while leaving: {}: {}", what, Causes.of(unable).getMessage());
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
        return false;
    }
}
