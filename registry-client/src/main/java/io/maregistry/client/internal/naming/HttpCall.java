package io.maregistry.client.internal.naming;

import io.maregistry.error.Causes;
import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.proto.v1.ClusterMember;
import io.maregistry.proto.v1.ClusterReply;
import io.maregistry.proto.v1.Header;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One call with all its tries: node by node, then a back-off, then the cluster is asked anew who its nodes are. One thread
 * at a time: each try begins when the one before has ended. Whoever closes may be another one.
 */
final class HttpCall {

    private static final int OK = 200;
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");
    private static final String CLOSED = "the client is closed";
    private static final long LEAST_TRY_NANOS = Duration.ofMillis(1).toNanos();

    private final HttpCalls calls;
    private final HttpCalls.Asked asked;
    private final CompletableFuture<byte[]> result = new CompletableFuture<>();
    private final Deque<String> left = new ArrayDeque<>(); // nodes of this round; bounded by the cluster
    private final long endNanos;
    private int rounds;
    private @Nullable RegistryException last;
    private volatile @Nullable HttpTry running;
    private volatile boolean isClosing;

    HttpCall(HttpCalls calls, HttpCalls.Asked asked) {
        this.calls = calls;
        this.asked = asked;
        this.endNanos = calls.now() + asked.deadline().toNanos();
    }

    CompletableFuture<byte[]> result() {
        return result;
    }

    void begin() {
        Duration most = Duration.ofNanos(Math.max(LEAST_TRY_NANOS, endNanos - calls.now()));
        var unused = calls.router().cluster(most).whenComplete((reply, failure) -> {
            if (failure == null) {
                left.addAll(addresses(reply));
                next();
            } else {
                fail(Causes.of(failure));
            }
        });
    }

    /** Where nodes that are up serve HTTP, the leader first. */
    private static Deque<String> addresses(ClusterReply reply) {
        Deque<String> addresses = new ArrayDeque<>();
        reply.getMembersList().stream()
                .filter(member -> member.getIsUp() || member.getIsSelf())
                .sorted(Comparator.comparing(ClusterMember::getIsLeader).reversed())
                .map(member -> member.getAddress().getHttp())
                .filter(address -> !address.isEmpty())
                .forEach(addresses::add);
        return addresses;
    }

    /** The client is closed: nobody waits any longer. */
    void close() {
        isClosing = true; // before it looks: either this sees a try, or the try sees this
        HttpTry inTheAir = running;
        fail(
                inTheAir == null
                        ? new RegistryException.Unavailable(ErrorCode.STOPPING, CLOSED)
                        : new RegistryException.Indeterminate(CLOSED));
        if (inTheAir != null) {
            inTheAir.cancel();
        }
    }

    private void next() {
        if (result.isDone()) {
            return; // the client is closed
        }
        long leftNanos = endNanos - calls.now();
        if (leftNanos <= 0) {
            fail(givenUp());
            return;
        }
        String node = left.poll();
        if (node == null) {
            calls.scheduler().after(Math.min(leftNanos, calls.backoff().nanos(rounds++)), this::begin);
        } else {
            attempt(node, Math.max(LEAST_TRY_NANOS, Math.min(leftNanos, patienceNanos())));
        }
    }

    /** One try takes at most two fifths of the whole, so that there is time for others where there may be others. */
    private long patienceNanos() {
        long whole = asked.deadline().toNanos();
        return asked.isRepeatable() ? whole / 5 * 2 : whole;
    }

    private RegistryException givenUp() {
        String message =
                asked.path() + " was not done within " + asked.deadline().toMillis() + " ms: "
                        + (last == null ? "no node says where it serves HTTP" : last.getMessage());
        return last instanceof RegistryException.Indeterminate
                ? new RegistryException.Indeterminate(message)
                : new RegistryException.Unavailable(ErrorCode.NOT_READY, message);
    }

    private void attempt(String node, long nanos) {
        HttpRequest request;
        try {
            request = request(node);
        } catch (RuntimeException unable) { // the user's credentials; and a node may announce whatever it was given
            failed(new RegistryException.Unavailable(ErrorCode.NOT_READY, node + " cannot be asked: " + unable));
            return;
        }
        HttpTry made = new HttpTry((answer, failure) -> ended(node, answer, failure));
        running = made;
        if (!isClosing && !result.isDone()) { // whoever closes from now on sees it
            made.begin(calls, request, nanos);
        }
    }

    private HttpRequest request(String node) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://" + node + asked.path()))
                .method(
                        asked.method(),
                        asked.body().length == 0
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofByteArray(asked.body()))
                .header("Content-Type", "application/json");
        calls.credentials().authorization().ifPresent(said -> request.header("Authorization", said));
        return request.build();
    }

    private void ended(String node, @Nullable HttpResponse<byte[]> answer, @Nullable Throwable failure) {
        running = null;
        if (answer == null) {
            failed(unanswered(node, failure == null ? new IllegalStateException() : Causes.of(failure)));
        } else if (answer.statusCode() == OK) {
            learn(answer.headers());
            result.complete(answer.body());
        } else {
            failed(HttpErrors.of(answer.statusCode(), answer.body()));
        }
    }

    private void learn(HttpHeaders labels) {
        String lineage = labels.firstValue("X-Registry-Lineage").orElse("");
        labels.firstValue("X-Registry-Revision")
                .filter(NUMBER.asMatchPredicate())
                .ifPresent(revision -> calls.router()
                        .learn(Header.newBuilder()
                                .setLineage(lineage)
                                .setRevision(Long.parseLong(revision))
                                .build()));
    }

    private void failed(RegistryException error) {
        last = error;
        boolean isAskedAgain =
                error.isTransient() && (asked.isRepeatable() || !(error instanceof RegistryException.Indeterminate));
        if (isAskedAgain) {
            next();
        } else {
            fail(error);
        }
    }

    private static RegistryException unanswered(String node, Throwable cause) {
        if (cause instanceof RegistryException known) {
            return known;
        }
        String message = node + ": " + (cause.getMessage() == null ? cause.toString() : cause.getMessage());
        boolean isNotSent = cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException;
        return isNotSent
                ? new RegistryException.Unavailable(ErrorCode.NOT_READY, message)
                : new RegistryException.Indeterminate(message);
    }

    private void fail(Throwable cause) {
        result.completeExceptionally(cause);
    }
}
