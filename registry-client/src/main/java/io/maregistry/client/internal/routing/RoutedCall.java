package io.maregistry.client.internal.routing;

import io.maregistry.client.internal.transport.CallFailure;
import io.maregistry.client.internal.transport.RegistryCall;
import io.maregistry.client.spi.Endpoint;
import io.maregistry.error.Causes;
import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One call with all its tries: node by node, then a back-off, then all of them again, until one answers, one refuses for
 * good, or the deadline is over. One thread at a time: each try begins when the one before has ended.
 */
final class RoutedCall<Q, R> {

    private final Router router;
    private final Asked<Q, R> asked;
    private final CompletableFuture<R> result = new CompletableFuture<>();
    private final Set<Endpoint> triedThisRound = new HashSet<>();
    private final Map<Endpoint, String> causes = new LinkedHashMap<>(); // bounded by the nodes there are
    private final long askedNanos;
    private int rounds;
    private boolean isOutcomeUnknown;
    private @Nullable RegistryException last;

    /**
     * What is asked for.
     *
     * @param request makes the request of each try; of a write it is always the same
     * @param deadline for all tries together
     * @param patience for one try
     * @param isUrgent whether it goes before others that wait
     */
    record Asked<Q, R>(
            RegistryCall<Q, R> call,
            Supplier<Q> request,
            boolean isWrite,
            Duration deadline,
            Duration patience,
            boolean isUrgent) {}

    RoutedCall(Router router, Asked<Q, R> asked) {
        this.router = router;
        this.asked = asked;
        this.askedNanos = router.now();
    }

    CompletableFuture<R> result() {
        return result;
    }

    /** Whether it goes before others that wait. */
    boolean isUrgent() {
        return asked.isUrgent();
    }

    /** Its first try. Its time began when it was made. */
    void begin() {
        run();
    }

    private void run() {
        if (result.isDone()) {
            return;
        }
        long left = leftNanos();
        if (left <= 0) {
            giveUp();
            return;
        }
        Endpoint node = next();
        if (node == null) {
            triedThisRound.clear();
            later(router.backoff().nanos(rounds++));
        } else {
            attempt(node, Math.min(left, asked.patience().toNanos()));
        }
    }

    private @Nullable Endpoint next() {
        List<Endpoint> order =
                asked.isWrite() ? router.nodes().forWrites() : router.nodes().forReads();
        for (Endpoint node : order) {
            if (triedThisRound.add(node)) {
                return node;
            }
        }
        return null;
    }

    private void attempt(Endpoint node, long patienceNanos) {
        long begun = router.now();
        CompletionStage<R> answer;
        try {
            answer =
                    router.transport().call(node, asked.call(), asked.request().get(), Duration.ofNanos(patienceNanos));
        } catch (RuntimeException bug) { // whatever it is, the caller must hear of it: nobody else would tell him
            failed(node, bug);
            return;
        }
        var unused = answer.whenComplete((reply, failure) -> {
            if (failure == null) {
                answered(node, reply, router.now() - begun);
            } else {
                failed(node, failure);
            }
        });
    }

    private void answered(Endpoint node, R reply, long latencyNanos) {
        if (asked.isWrite()) {
            router.learn(asked.call().header(reply)); // a commit takes its time wherever the node is
        } else {
            router.answered(node, asked.call().header(reply), latencyNanos);
        }
        result.complete(reply);
    }

    private void failed(Endpoint node, Throwable failure) {
        if (!(Causes.of(failure) instanceof CallFailure said)) {
            result.completeExceptionally(new IllegalStateException("a bug of the client", failure));
            return;
        }
        RegistryException error = said.error();
        last = error;
        isOutcomeUnknown |= error instanceof RegistryException.Indeterminate;
        causes.merge(node, String.valueOf(error.getMessage()), (before, now) -> leftNanos() > 0 ? now : before);
        if (!error.isTransient()) {
            result.completeExceptionally(error);
            return;
        }
        router.failed(node, said);
        if (error instanceof RegistryException.Overloaded) {
            triedThisRound.clear();
            later(Math.max(router.backoff().nanos(rounds++), TimeUnit.MILLISECONDS.toNanos(said.retryAfterMillis())));
        } else {
            run();
        }
    }

    private void later(long delayNanos) {
        router.scheduler().after(Math.min(delayNanos, Math.max(0, leftNanos())), this::run);
    }

    /** How much of its time is left. */
    long leftNanos() {
        return asked.deadline().toNanos() - (router.now() - askedNanos);
    }

    /** Its time is over. */
    void giveUp() {
        if (causes.isEmpty()) {
            result.completeExceptionally(new RegistryException.Overloaded(
                    asked.call() + " was not begun within " + asked.deadline().toMillis()
                            + " ms: other calls of this client came first",
                    1));
            return;
        }
        StringBuilder message = new StringBuilder()
                .append(asked.call())
                .append(" was not done within ")
                .append(asked.deadline().toMillis())
                .append(" ms: ");
        causes.forEach(
                (node, cause) -> message.append(node).append(": ").append(cause).append("; "));
        message.setLength(message.length() - 2);
        result.completeExceptionally(failure(message.toString()));
    }

    private RegistryException failure(String message) {
        if (asked.isWrite() && isOutcomeUnknown) {
            return new RegistryException.Indeterminate(message);
        }
        return last instanceof RegistryException.Overloaded overloaded
                ? new RegistryException.Overloaded(message, overloaded.retryAfterSeconds())
                : new RegistryException.Unavailable(
                        last instanceof RegistryException.Unavailable unavailable
                                ? unavailable.code()
                                : ErrorCode.NOT_READY,
                        message);
    }
}
