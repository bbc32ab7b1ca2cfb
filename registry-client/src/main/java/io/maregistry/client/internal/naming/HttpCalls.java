package io.maregistry.client.internal.naming;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.maregistry.client.internal.routing.Backoff;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Calls of the HTTP API, for what gRPC does not offer. They go to the leader first, then to the other nodes that are up, as
 * the cluster names them. Any thread; nothing blocks. The JDK's client is made by the first call; it cannot be closed, its
 * thread ends once nobody refers to it any more.
 */
final class HttpCalls {

    private static final Duration CONNECT = Duration.ofSeconds(1);

    private final Client client;
    private final LongSupplier nanoTime;
    private final Backoff backoff;

    @GuardedBy("this")
    private @Nullable HttpClient http;

    HttpCalls(Client client, LongSupplier nanoTime, RandomGenerator random) {
        this.client = client;
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
        call.begin();
        return call.result().minimalCompletionStage();
    }

    Client client() {
        return client;
    }

    synchronized HttpClient http() {
        HttpClient made = http;
        if (made == null) {
            made = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .connectTimeout(CONNECT)
                    .build();
            http = made;
        }
        return made;
    }

    Backoff backoff() {
        return backoff;
    }

    long now() {
        return nanoTime.getAsLong();
    }
}
