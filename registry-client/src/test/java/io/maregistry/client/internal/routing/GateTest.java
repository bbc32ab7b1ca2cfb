package io.maregistry.client.internal.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.client.spi.AddressSource;
import io.maregistry.client.spi.ClientOptions;
import io.maregistry.client.spi.Credentials;
import io.maregistry.client.spi.Endpoint;
import io.maregistry.error.Causes;
import io.maregistry.error.RegistryException;
import io.maregistry.proto.v1.RegisterItem;
import io.maregistry.proto.v1.RegisterReply;
import io.maregistry.proto.v1.RegisterRequest;
import io.maregistry.proto.v1.UnregisterItem;
import io.maregistry.proto.v1.UnregisterReply;
import io.maregistry.proto.v1.UnregisterRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** Calls of one client that wait for each other. */
class GateTest {

    private static final Endpoint A = Endpoint.of("a:1");
    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final Duration SHORT = Duration.ofSeconds(2);
    private static final int PLACES = 256;

    private final FakeTransport transport = new FakeTransport();
    private final ManualScheduler time = new ManualScheduler();
    private final List<CompletableFuture<Object>> asked = new ArrayList<>();
    private final Router router = new Router(
            transport,
            new ClientOptions(AddressSource.of(List.of(A)), "public", Credentials.NONE, DEADLINE, false),
            time,
            time::nanoTime,
            new Random(1),
            Runnable::run);

    @Test
    void callWaitsWhereSoManyRun() {
        nobodyAnswers();
        fill();

        CompletionStage<RegisterReply> waits = register(DEADLINE);

        assertThat(transport.calls).hasSize(PLACES);
        asked.get(0).complete(RegisterReply.getDefaultInstance());
        assertThat(transport.calls).hasSize(PLACES + 1);
        assertThat(waits.toCompletableFuture()).isNotDone();
    }

    @Test
    void waitingCountsAgainstTheTimeOfTheCall() {
        nobodyAnswers();
        fill();
        CompletionStage<RegisterReply> waits = register(SHORT);

        time.pass(SHORT.plusMillis(50));

        assertThat(failure(waits))
                .isInstanceOf(RegistryException.Overloaded.class)
                .hasMessage("Register was not begun within 2000 ms: other calls of this client came first");
        assertThat(transport.calls).hasSize(PLACES);
    }

    @Test
    void tryIsNoLongerThanWhatWaitingHasLeft() {
        nobodyAnswers();
        fill();
        var unused = register(SHORT);
        time.pass(Duration.ofMillis(1_500));

        asked.get(0).complete(RegisterReply.getDefaultInstance());

        assertThat(transport.calls.get(PLACES).deadline()).isEqualTo(Duration.ofMillis(500));
    }

    @Test
    void manyCallsThatEndAtOnceAreALoop() {
        nobodyAnswers();
        fill();
        List<CompletionStage<RegisterReply>> waiting = new ArrayList<>();
        for (int call = 0; call < 40_000; call++) {
            waiting.add(register(DEADLINE));
        }
        transport.answers(A, request -> RegisterReply.getDefaultInstance());

        asked.get(0).complete(RegisterReply.getDefaultInstance());

        assertThat(waiting)
                .allSatisfy(each -> assertThat(each.toCompletableFuture())
                        .isCompletedWithValue(RegisterReply.getDefaultInstance()));
    }

    @Test
    void unregisteringOvertakes() {
        nobodyAnswers();
        fill();
        var unused = register(DEADLINE);

        assertThat(unregister().toCompletableFuture()).isNotDone();

        assertThat(transport.nodesOf(UnregisterRequest.class)).hasSize(1);
        assertThat(transport.nodesOf(RegisterRequest.class)).hasSize(PLACES);
    }

    @Test
    void clientThatClosesUnregistersAndDoesNothingElse() {
        nobodyAnswers();
        fill();
        CompletionStage<RegisterReply> waits = register(DEADLINE);
        transport.answers(A, request -> UnregisterReply.getDefaultInstance());

        router.beginClose();

        assertThat(failure(waits)).hasMessage("the client is closed");
        assertThat(failure(register(DEADLINE))).hasMessage("the client is closed");
        assertThat(unregister().toCompletableFuture()).isCompleted();
        router.close();
        assertThat(failure(unregister())).hasMessage("the client is closed");
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the transport takes it for what it is
    private void nobodyAnswers() {
        transport.answers(A, request -> pending());
    }

    private CompletableFuture<Object> pending() {
        CompletableFuture<Object> answer = new CompletableFuture<>();
        asked.add(answer);
        return answer;
    }

    private void fill() {
        for (int call = 0; call < PLACES; call++) {
            var unused = register(DEADLINE);
        }
    }

    private CompletionStage<RegisterReply> register(Duration deadline) {
        return router.register(List.of(RegisterItem.getDefaultInstance()), deadline);
    }

    private CompletionStage<UnregisterReply> unregister() {
        return router.unregister(List.of(UnregisterItem.getDefaultInstance()), DEADLINE);
    }

    private static Throwable failure(CompletionStage<?> stage) {
        assertThat(stage.toCompletableFuture()).isCompletedExceptionally();
        return stage.handle((done, failure) -> Causes.of(failure == null ? new AssertionError("done") : failure))
                .toCompletableFuture()
                .join();
    }
}
