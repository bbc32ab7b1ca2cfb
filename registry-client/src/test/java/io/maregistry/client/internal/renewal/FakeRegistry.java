package io.maregistry.client.internal.renewal;

import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.client.internal.routing.ManualScheduler;
import io.maregistry.client.internal.routing.RoutedCalls;
import io.maregistry.client.internal.transport.CallFailure;
import io.maregistry.client.internal.transport.Transport.Incoming;
import io.maregistry.client.internal.transport.Transport.Outgoing;
import io.maregistry.client.spi.Endpoint;
import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.proto.v1.DrainItem;
import io.maregistry.proto.v1.DrainReply;
import io.maregistry.proto.v1.GetServiceReply;
import io.maregistry.proto.v1.GetServiceRequest;
import io.maregistry.proto.v1.Instance;
import io.maregistry.proto.v1.KeepAliveReply;
import io.maregistry.proto.v1.KeepAliveRequest;
import io.maregistry.proto.v1.ListServicesReply;
import io.maregistry.proto.v1.ListServicesRequest;
import io.maregistry.proto.v1.RegisterItem;
import io.maregistry.proto.v1.RegisterReply;
import io.maregistry.proto.v1.RegisterResult;
import io.maregistry.proto.v1.ServiceKey;
import io.maregistry.proto.v1.UnregisterItem;
import io.maregistry.proto.v1.UnregisterReply;
import io.maregistry.proto.v1.UnregisterResult;
import io.maregistry.proto.v1.WatchEvent;
import io.maregistry.proto.v1.WatchRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A registry that takes everything, remembers it and answers renewals when a test says so. One thread. */
final class FakeRegistry implements RoutedCalls {

    static final long EVERY_MILLIS = 5_000;
    private static final Duration TICK = Duration.ofMillis(100);

    final List<List<RegisterItem>> registered = new ArrayList<>();
    final List<UnregisterItem> unregistered = new ArrayList<>();
    final List<DrainItem> drained = new ArrayList<>();
    final List<Duration> waitsForDrains = new ArrayList<>();
    final List<Duration> timesToUnregister = new ArrayList<>();
    final List<KeepAliveRequest> renewals = new ArrayList<>();
    final List<Incoming<KeepAliveReply>> streams = new ArrayList<>();
    String clusterId = "c1";
    boolean givesHandles = true;
    Function<List<RegisterItem>, CompletionStage<RegisterReply>> registering =
            items -> CompletableFuture.completedStage(reply(items.size()));

    Function<List<DrainItem>, CompletionStage<DrainReply>> draining =
            items -> CompletableFuture.completedStage(DrainReply.getDefaultInstance());

    @Nullable
    RuntimeException faultOfTheNextStream;

    /** The lock that nothing may be called under. */
    Object lock = this;

    boolean wasUnderLock;

    private long nextHandle = 1;

    /** The instance that has {@code number} for its port. */
    static RegisterItem item(int number) {
        return RegisterItem.newBuilder()
                .setService(ServiceKey.newBuilder().setName("orders"))
                .setInstance(Instance.newBuilder()
                        .setScheme("http")
                        .setHost("10.0.0.1")
                        .setPort(number))
                .build();
    }

    static String url(int number) {
        return "http://10.0.0.1:" + number;
    }

    /** Time passes until a message of renewals is here, at most an interval. */
    void passUntilRenewed(ManualScheduler time) {
        for (int tick = 0; tick <= 51 && renewals.isEmpty(); tick++) {
            time.pass(TICK);
        }
        assertThat(renewals).isNotEmpty();
    }

    private void look() {
        wasUnderLock |= Thread.holdsLock(lock);
    }

    RegisterReply reply(int count) {
        RegisterReply.Builder reply =
                RegisterReply.newBuilder().setClusterId(clusterId).setRenewEveryMs(EVERY_MILLIS);
        for (int at = 0; at < count; at++) {
            reply.addResults(RegisterResult.newBuilder().setHandle(givesHandles ? nextHandle++ : 0));
        }
        return reply.build();
    }

    /** The newest stream says that. */
    void says(KeepAliveReply reply) {
        streams.get(streams.size() - 1).message(reply);
    }

    /** The newest stream ends. */
    void breaks() {
        streams.get(streams.size() - 1)
                .ended(CallFailure.unreachable(new RegistryException.Unavailable(ErrorCode.NOT_READY, "gone")));
    }

    @Override
    public CompletionStage<RegisterReply> register(List<RegisterItem> items, Duration deadline) {
        look();
        registered.add(items);
        return registering.apply(items);
    }

    @Override
    public CompletionStage<UnregisterReply> unregister(List<UnregisterItem> items, Duration deadline) {
        look();
        unregistered.addAll(items);
        timesToUnregister.add(deadline);
        UnregisterReply.Builder reply = UnregisterReply.newBuilder();
        items.forEach(item -> reply.addResults(UnregisterResult.newBuilder().setRemoved(true)));
        return CompletableFuture.completedStage(reply.build());
    }

    @Override
    public CompletionStage<DrainReply> drain(List<DrainItem> items, Duration wait, Duration deadline) {
        look();
        drained.addAll(items);
        waitsForDrains.add(wait);
        return draining.apply(items);
    }

    @Override
    public Outgoing<KeepAliveRequest> keepAlive(Incoming<KeepAliveReply> incoming) {
        look();
        RuntimeException fault = faultOfTheNextStream;
        faultOfTheNextStream = null;
        if (fault != null) {
            throw fault;
        }
        streams.add(incoming);
        return new Outgoing<>() {
            @Override
            public void send(KeepAliveRequest message) {
                look();
                renewals.add(message);
            }

            @Override
            public void close() {
                look();
                incoming.ended(
                        CallFailure.answered(new RegistryException.Unavailable(ErrorCode.STOPPING, "closed"), null, 0));
            }
        };
    }

    @Override
    public CompletionStage<GetServiceReply> service(GetServiceRequest request) {
        throw new UnsupportedOperationException("no reads here");
    }

    @Override
    public CompletionStage<ListServicesReply> services(ListServicesRequest request) {
        throw new UnsupportedOperationException("no reads here");
    }

    @Override
    public Outgoing<WatchRequest> watch(Function<List<Endpoint>, Endpoint> choice, Incoming<WatchEvent> incoming) {
        throw new UnsupportedOperationException("no watches here");
    }
}
