package io.maregistry.client.internal.naming;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.maregistry.client.internal.routing.Backoff;
import io.maregistry.client.internal.routing.Router;
import io.maregistry.client.internal.routing.Scheduler;
import io.maregistry.client.spi.Credentials;
import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Calls of the HTTP API, for what gRPC does not offer. They go to the leader first, then to the other nodes that are up, as
 * the cluster names them. Any thread; nothing blocks. The JDK's client is made by the first call; it cannot be closed, its
 * thread ends once nobody refers to it any more.
 */
public final class HttpCalls implements AutoCloseable {

    private static final Duration CONNECT = Duration.ofSeconds(1);

    private final Router router;
    private final Scheduler scheduler;
    private final Credentials credentials;
    private final Executor lookups;
    private final LongSupplier nanoTime;
    private final Backoff backoff;
    private final Set<HttpCall> underWay = ConcurrentHashMap.newKeySet();
    private volatile boolean isClosed;

    @GuardedBy("this")
    private @Nullable CompletableFuture<HttpClient> http;

    /**
     * @param scheduler runs no task once the client is closed
     * @param lookups runs what may block
     * @param nanoTime the monotonic clock
     * @param random of any thread
     */
    public HttpCalls(
            Router router,
            Scheduler scheduler,
            Credentials credentials,
            Executor lookups,
            LongSupplier nanoTime,
            RandomGenerator random) {
        this.router = router;
        this.scheduler = scheduler;
        this.credentials = credentials;
        this.lookups = lookups;
        this.nanoTime = nanoTime;
        this.backoff = new Backoff(random);
    }

    /**
     * What is asked for.
     *
     * @param path with its query
     * @param body empty = none
     * @param isRepeatable whether it may be asked again where nobody knows what became of it
     * @param deadline for all tries together
     */
    @SuppressWarnings("ArrayRecordComponent") // it is only passed on
    record Asked(String method, String path, byte[] body, boolean isRepeatable, Duration deadline) {}

    /** The body of the answer. Fails with {@code RegistryException}. */
    CompletionStage<byte[]> call(Asked asked) {
        HttpCall call = new HttpCall(this, asked);
        underWay.add(call); // before it looks: whoever closes must see it
        var unused = call.result().whenComplete((answer, failure) -> underWay.remove(call));
        if (isClosed) {
            call.close();
        } else {
            call.begin();
        }
        return call.result().minimalCompletionStage();
    }

    /** Fails what is under way, and what is asked for later. */
    @Override
    public void close() {
        isClosed = true;
        List.copyOf(underWay).forEach(HttpCall::close);
    }

    /** The JDK's client. To make it takes long: it reads the certificates. */
    synchronized CompletionStage<HttpClient> http() {
        CompletableFuture<HttpClient> made = http;
        if (made == null || made.isCompletedExceptionally()) {
            try {
                made = CompletableFuture.supplyAsync(HttpCalls::newHttp, lookups);
            } catch (RejectedExecutionException full) {
                return CompletableFuture.failedStage(unavailable("too many look-ups are under way"));
            }
            http = made;
        }
        return made;
    }

    private static HttpClient newHttp() {
        try {
            return HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .connectTimeout(CONNECT)
                    .build();
        } catch (UncheckedIOException unable) {
            throw unavailable(String.valueOf(unable.getMessage()));
        }
    }

    private static RegistryException unavailable(String message) {
        return new RegistryException.Unavailable(ErrorCode.NOT_READY, message);
    }

    Router router() {
        return router;
    }

    Scheduler scheduler() {
        return scheduler;
    }

    Credentials credentials() {
        return credentials;
    }

    Backoff backoff() {
        return backoff;
    }

    long now() {
        return nanoTime.getAsLong();
    }
}
