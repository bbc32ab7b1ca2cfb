package io.maregistry.client.internal.renewal;

import io.maregistry.client.internal.routing.RoutedCalls;
import io.maregistry.client.internal.transport.Failures;
import io.maregistry.error.Causes;
import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.proto.v1.RegisterReply;
import io.maregistry.proto.v1.RegisterResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stays that the registry does not list any more: they are registered again with the same content, many in one request.
 * What fails is tried again for ever, with a back-off; what is refused for good is over, and its listener is told. For good
 * is what the registry says of the instance: that it is invalid, forbidden or replaced. Whatever is said of the caller or
 * of the call may pass. A refusal of a whole request is asked for again in halves, until it is known whom it means. What it
 * keeps is guarded by the lock of {@link Renewals}; calls are made and futures completed outside of it.
 */
final class Returning {

    private static final Logger LOG = LoggerFactory.getLogger(Returning.class);

    private final Renewals renewals;
    private final RoutedCalls calls;
    private final Duration callTimeout;
    private final List<Stay> waiting = new ArrayList<>(); // guarded by renewals; each stay once: it is returning

    Returning(Renewals renewals, RoutedCalls calls, Duration callTimeout) {
        this.renewals = renewals;
        this.calls = calls;
        this.callTimeout = callTimeout;
    }

    /** Under the lock. */
    void add(Stay stay) {
        if (!stay.isOver && !stay.isReturning) {
            stay.isReturning = true;
            waiting.add(stay);
        }
    }

    /** Asks for all that wait. Outside of the lock. */
    void run() {
        List<Stay> wanted = new ArrayList<>();
        synchronized (renewals) {
            for (Stay stay : waiting) {
                if (!stay.isOver) {
                    stay.again = new CompletableFuture<>();
                    wanted.add(stay);
                }
            }
            waiting.clear();
        }
        Batch.of(wanted).forEach(this::ask);
    }

    private void ask(List<Stay> batch) {
        var unused = calls.register(batch.stream().map(Stay::item).toList(), callTimeout)
                .whenComplete((reply, failure) -> answered(batch, reply, failure));
    }

    private void answered(List<Stay> batch, @Nullable RegisterReply reply, @Nullable Throwable failure) {
        RegistryException whole = failure == null ? null : error(failure);
        if (whole != null && isForGood(whole) && batch.size() > 1) {
            int half = batch.size() / 2;
            ask(batch.subList(0, half));
            ask(batch.subList(half, batch.size()));
            return;
        }
        if (whole != null) {
            LOG.debug("instances={} not registered again yet", batch.size(), whole);
        }
        List<CompletableFuture<Void>> ended = new ArrayList<>();
        List<Stay> late = new ArrayList<>();
        synchronized (renewals) {
            for (int place = 0; place < batch.size(); place++) {
                Stay stay = batch.get(place);
                end(stay, ended);
                answered(stay, place, reply, whole == null ? error(place, reply) : whole);
                if (stay.isTakenOff) {
                    late.add(stay); // it may have come behind its unregistration
                }
            }
        }
        ended.forEach(each -> each.complete(null));
        var unused = renewals.unregister(late, callTimeout);
    }

    /** What says nothing of the instance itself may pass: room comes and goes, namespaces and rights are given later. */
    private static boolean isForGood(RegistryException error) {
        return error instanceof RegistryException.Conflict
                ? error.code() == ErrorCode.STALE_GENERATION
                : !error.isTransient()
                        && !(error instanceof RegistryException.Unauthenticated)
                        && !(error instanceof RegistryException.NotFound)
                        && !(error instanceof RegistryException.Unsupported);
    }

    /** Under the lock. */
    private void answered(Stay stay, int place, @Nullable RegisterReply reply, @Nullable RegistryException error) {
        if (reply != null && error == null) {
            renewals.listed(stay, reply, place);
            if (!stay.isOver) { // else it is unregistered now
                LOG.info("instance={} registered again", stay.name().getId());
                stay.telling().registeredAgain();
            }
        } else if (error != null && isForGood(error)) {
            lost(stay, error);
        } else if (!stay.isOver) {
            renewals.later(stay.failures++, () -> {
                synchronized (renewals) {
                    add(stay);
                }
            });
        }
    }

    private void lost(Stay stay, RegistryException error) {
        if (!stay.isOver) {
            renewals.forget(stay);
            LOG.warn(
                    "instance={} refused, it is not renewed any more: {}",
                    stay.name().getId(),
                    error.getMessage());
            stay.telling().lost(error);
        }
    }

    /** Under the lock; who waits for it is told outside. */
    private static void end(Stay stay, List<CompletableFuture<Void>> ended) {
        CompletableFuture<Void> again = stay.again;
        stay.again = null;
        stay.isReturning = false;
        if (again != null) {
            ended.add(again);
        }
    }

    private static RegistryException error(Throwable failure) {
        Throwable cause = Causes.of(failure);
        return cause instanceof RegistryException known
                ? known
                : new RegistryException.Indeterminate(String.valueOf(cause));
    }

    private static @Nullable RegistryException error(int place, @Nullable RegisterReply reply) {
        if (reply == null || reply.getResultsCount() <= place) {
            return new RegistryException.Indeterminate("no answer");
        }
        RegisterResult result = reply.getResults(place);
        return result.hasError() ? Failures.of(result.getError()).error() : null;
    }
}
