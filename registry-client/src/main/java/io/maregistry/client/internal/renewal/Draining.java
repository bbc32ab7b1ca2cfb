package io.maregistry.client.internal.renewal;

import io.maregistry.client.internal.routing.RoutedCalls;
import io.maregistry.proto.v1.DrainItem;
import io.maregistry.proto.v1.DrainReply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the calls off stays that are about to leave, so that whoever calls has heard of it before they are gone. Any thread;
 * nothing blocks.
 */
final class Draining {

    private static final Logger LOG = LoggerFactory.getLogger(Draining.class);

    private static final Duration LONGEST = Duration.ofMillis(500); // that nobody has asked for

    private final RoutedCalls calls;

    Draining(RoutedCalls calls) {
        this.calls = calls;
    }

    /**
     * Drains them; whether all who watch know it within that time. Fails with {@code RegistryException} where one of them cannot
     * be drained.
     *
     * @param deadline for the whole, that wait included
     */
    CompletionStage<Boolean> drain(List<Stay> some, Duration wait, Duration deadline) {
        CompletionStage<Boolean> all = CompletableFuture.completedStage(true);
        for (List<Stay> batch : Batch.of(some)) {
            List<DrainItem> items = new ArrayList<>(batch.size());
            batch.forEach(stay -> items.add(stay.drain()));
            all = all.thenCombine(
                    calls.drain(items, wait, deadline).thenApply(Draining::isConfirmed), Boolean::logicalAnd);
        }
        return all;
    }

    private static boolean isConfirmed(DrainReply reply) {
        return reply.getConfirmed() == reply.getWatchers() && reply.getUnreachableCount() == 0;
    }

    /**
     * The same before an unregistration, for which at least half of the time is left. Never fails: a registry that cannot drain
     * is left as well.
     */
    CompletableFuture<Void> before(List<Stay> leaving, Duration deadline) {
        if (leaving.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        Duration wait = deadline.dividedBy(4);
        return drain(leaving, wait.compareTo(LONGEST) < 0 ? wait : LONGEST, deadline.dividedBy(2))
                .handle((isConfirmed, unable) -> {
                    if (unable != null) {
                        LOG.debug("instances={} leave without being drained", leaving.size(), unable);
                    }
                    return (Void) null;
                })
                .toCompletableFuture();
    }
}
