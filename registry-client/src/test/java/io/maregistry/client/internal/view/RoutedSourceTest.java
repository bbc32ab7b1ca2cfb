package io.maregistry.client.internal.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.client.internal.routing.RoutedCalls;
import io.maregistry.client.internal.transport.CallFailure;
import io.maregistry.client.internal.transport.Transport.Incoming;
import io.maregistry.client.internal.transport.Transport.Outgoing;
import io.maregistry.client.spi.Endpoint;
import io.maregistry.error.RegistryException;
import io.maregistry.model.ServiceName;
import io.maregistry.proto.v1.DrainItem;
import io.maregistry.proto.v1.DrainReply;
import io.maregistry.proto.v1.GetServiceReply;
import io.maregistry.proto.v1.GetServiceRequest;
import io.maregistry.proto.v1.KeepAliveReply;
import io.maregistry.proto.v1.KeepAliveRequest;
import io.maregistry.proto.v1.ListServicesReply;
import io.maregistry.proto.v1.ListServicesRequest;
import io.maregistry.proto.v1.RegisterItem;
import io.maregistry.proto.v1.RegisterReply;
import io.maregistry.proto.v1.UnregisterItem;
import io.maregistry.proto.v1.UnregisterReply;
import io.maregistry.proto.v1.WatchAdd;
import io.maregistry.proto.v1.WatchEvent;
import io.maregistry.proto.v1.WatchRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RoutedSourceTest {

    private static final Endpoint ONE = Endpoint.of("10.0.0.1:9081");
    private static final Endpoint OTHER = Endpoint.of("10.0.0.2:9081");
    private static final ServiceName A = ServiceName.of("ns", "group", "a.A");

    private final Calls calls = new Calls();
    private final ManualAlarms clock = new ManualAlarms();
    private final RoutedSource source =
            new RoutedSource(calls, new Time(clock::nanoTime, clock, new Random(1)), Backoff.DEFAULT);
    private final List<Object> heard = new ArrayList<>();
    private final WatchSource.Listener listener = new WatchSource.Listener() {
        @Override
        public void onEvent(WatchEvent event) {
            heard.add(event);
        }

        @Override
        public void onEnd(@Nullable Throwable cause) {
            heard.add(cause == null ? "end" : cause);
        }
    };

    @Test
    void streamSendsAddsAndRemovesAndTellsEventsAndTheirEnd() {
        RegistryException why = new RegistryException.Unsupported("no watch here");
        WatchSource.Stream stream = source.open(listener);

        stream.add(WatchAdd.newBuilder().setId(3).build());
        stream.remove(3);
        calls.watching().message(Told.bye());
        calls.watching().ended(CallFailure.answered(why, null, 0));
        stream.close();

        assertThat(calls.sent.get(0).getAdd().getId()).isEqualTo(3);
        assertThat(calls.sent.get(1).getRemove().getId()).isEqualTo(3);
        assertThat(heard).containsExactly(Told.bye(), why);
        assertThat(calls.isClosed).isTrue();
    }

    @Test
    void nodeThatEndsItsStreamIsLeftAloneForAsLongAsItAsks() {
        source.open(listener);
        assertThat(calls.chosen).containsExactly(ONE);
        calls.watching().ended(CallFailure.answered(new RegistryException.Overloaded("full", 2), null, 2_000));

        source.open(listener);
        clock.pass(Duration.ofMillis(1_999));
        source.open(listener);
        clock.pass(Duration.ofSeconds(2));
        source.open(listener);

        assertThat(calls.chosen).containsExactly(ONE, OTHER, OTHER, ONE);
    }

    @Test
    void streamThatIsLeftCountsAsOneFailureOfItsNode() {
        WatchSource.Stream stream = source.open(listener);

        stream.leave(Duration.ofSeconds(3));
        calls.watching().ended(CallFailure.answered(new RegistryException.Indeterminate("cancelled"), null, 9_000));
        source.open(listener);

        assertThat(calls.isClosed).isTrue();
        assertThat(calls.chosen).containsExactly(ONE, OTHER);
        clock.pass(Duration.ofMillis(4_500));
        source.open(listener);
        assertThat(calls.chosen).endsWith(ONE);
    }

    @Test
    void whereAllNodesRestItSaysHowLong() {
        assertThat(source.rest()).isZero();
        source.open(listener).leave(Duration.ofSeconds(30));
        assertThat(source.rest()).isZero();

        source.open(listener).leave(Duration.ofSeconds(5));

        assertThat(source.rest()).isBetween(Duration.ofSeconds(5), Duration.ofMillis(7_500));
    }

    @Test
    void readsNameTheServices() {
        var unusedList = source.revisions(List.of(A));
        var unusedReply = source.read(A);

        assertThat(calls.asked)
                .containsExactly(
                        ListServicesRequest.newBuilder()
                                .addServices(Told.service(A, 1).getKey())
                                .build(),
                        GetServiceRequest.newBuilder()
                                .setService(Told.service(A, 1).getKey())
                                .build());
    }

    /** Keeps what it is asked. */
    private static final class Calls implements RoutedCalls {
        final List<WatchRequest> sent = new ArrayList<>();
        final List<Object> asked = new ArrayList<>();
        final List<Incoming<WatchEvent>> watches = new ArrayList<>();
        final List<Endpoint> chosen = new ArrayList<>();
        boolean isClosed;

        Incoming<WatchEvent> watching() {
            return watches.get(0);
        }

        @Override
        public Outgoing<WatchRequest> watch(Function<List<Endpoint>, Endpoint> choice, Incoming<WatchEvent> incoming) {
            chosen.add(choice.apply(List.of(ONE, OTHER)));
            watches.add(incoming);
            return new Outgoing<>() {
                @Override
                public void send(WatchRequest message) {
                    sent.add(message);
                }

                @Override
                public void close() {
                    isClosed = true;
                }
            };
        }

        @Override
        public CompletionStage<GetServiceReply> service(GetServiceRequest request) {
            asked.add(request);
            return CompletableFuture.completedStage(GetServiceReply.getDefaultInstance());
        }

        @Override
        public CompletionStage<ListServicesReply> services(ListServicesRequest request) {
            asked.add(request);
            return CompletableFuture.completedStage(ListServicesReply.getDefaultInstance());
        }

        @Override
        public CompletionStage<RegisterReply> register(List<RegisterItem> items, Duration deadline) {
            throw new UnsupportedOperationException("the view does not register");
        }

        @Override
        public CompletionStage<UnregisterReply> unregister(List<UnregisterItem> items, Duration deadline) {
            throw new UnsupportedOperationException("the view does not unregister");
        }

        @Override
        public CompletionStage<DrainReply> drain(List<DrainItem> items, Duration wait, Duration deadline) {
            throw new UnsupportedOperationException("the view does not drain");
        }

        @Override
        public Outgoing<KeepAliveRequest> keepAlive(Incoming<KeepAliveReply> incoming) {
            throw new UnsupportedOperationException("the view does not renew");
        }
    }
}
