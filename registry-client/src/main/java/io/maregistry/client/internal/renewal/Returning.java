package io.maregistry.client.internal.renewal;

import io.maregistry.client.internal.routing.RoutedCalls;
import io.maregistry.client.internal.transport.CallFailure;
import io.maregistry.client.internal.transport.Failures;
import io.maregistry.error.Causes;
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
 * What fails is tried again for ever, with a back-off; what is refused for good is over, and its listener is told. What it
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
        List<CompletableFuture<Void>> ended = new ArrayList<>();
        List<Stay> late = new ArrayList<>();
        synchronized (renewals) {
            for (int place = 0; place < batch.size(); place++) {
                Stay stay = batch.get(place);
                end(stay, ended);
                answered(stay, place, reply, error(place, reply, failure));
                if (stay.isTakenOff) {
                    late.add(stay); // it may have come behind its unregistration
                }
            }
        }
        ended.forEach(each -> each.complete(null));
        renewals.unregister(late, callTimeout);
    }

    /** Under the lock. */
    private void answered(Stay stay, int place, @Nullable RegisterReply reply, @Nullable RegistryException error) {
        if (reply != null && error == null) {
            renewals.listed(stay, reply, place);
            if (!stay.isOver) { // else it is unregistered now
                LOG.info("instance={} registered again", stay.name().getId());
                renewals.tell(() -> tell(stay, null));
            }
        } else if (error != null && !error.isTransient()) {
            lost(stay, error);
        } else if (!stay.isOver) {
            LOG.debug("instance={} not registered again yet", stay.name().getId(), error);
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
            renewals.tell(() -> tell(stay, error));
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

    private static void tell(Stay stay, @Nullable RegistryException error) {
        try {
            if (error == null) {
                stay.listener().registeredAgain();
            } else {
                stay.listener().lost(error);
            }
        } catch (RuntimeException fault) { // the user's code: it must not end the client's thread
            LOG.warn("instance={} has a listener that failed", stay.name().getId(), fault);
        }
    }

    private static @Nullable RegistryException error(
            int place, @Nullable RegisterReply reply, @Nullable Throwable failure) {
        if (reply == null || reply.getResultsCount() <= place) {
            Throwable cause = Causes.of(failure == null ? new IllegalStateException("no answer") : failure);
            return cause instanceof RegistryException known
                    ? known
                    : new RegistryException.Indeterminate(String.valueOf(cause));
        }
        RegisterResult result = reply.getResults(place);
        CallFailure refusal = result.hasError() ? Failures.of(result.getError()) : null;
        return refusal == null ? null : refusal.error();
    }
}
