package io.maregistry.client.internal.view;

import io.maregistry.client.internal.routing.RoutedCalls;
import io.maregistry.client.internal.transport.CallFailure;
import io.maregistry.client.internal.transport.Transport.Incoming;
import io.maregistry.client.internal.transport.Transport.Outgoing;
import io.maregistry.client.spi.Endpoint;
import io.maregistry.model.ServiceName;
import io.maregistry.proto.v1.GetServiceReply;
import io.maregistry.proto.v1.GetServiceRequest;
import io.maregistry.proto.v1.ListServicesReply;
import io.maregistry.proto.v1.ListServicesRequest;
import io.maregistry.proto.v1.WatchAck;
import io.maregistry.proto.v1.WatchAdd;
import io.maregistry.proto.v1.WatchEvent;
import io.maregistry.proto.v1.WatchRemove;
import io.maregistry.proto.v1.WatchRequest;
import io.maregistry.wire.KeyMessages;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Watches and reads by calls that find their node. Any thread. */
public final class RoutedSource implements WatchSource, ServiceReader {

    private final RoutedCalls calls;
    private final Time time;
    private final Rests rests;

    /** @param backoff how long a node is left alone that has ended a stream soon after it began */
    public RoutedSource(RoutedCalls calls, Time time, Backoff backoff) {
        this.calls = calls;
        this.time = time;
        this.rests = new Rests(time, backoff);
    }

    @Override
    public Stream open(Listener listener) {
        Hearing hearing = new Hearing(listener);
        return new Sending(calls.watch(hearing::choose, hearing), hearing);
    }

    @Override
    public Duration rest() {
        return rests.untilFree();
    }

    @Override
    public CompletionStage<ListServicesReply> revisions(List<ServiceName> services) {
        ListServicesRequest.Builder request = ListServicesRequest.newBuilder();
        services.forEach(service -> request.addServices(KeyMessages.toMessage(service)));
        return calls.services(request.build());
    }

    @Override
    public CompletionStage<GetServiceReply> read(ServiceName service) {
        return calls.service(GetServiceRequest.newBuilder()
                .setService(KeyMessages.toMessage(service))
                .build());
    }

    /** What the view says. */
    private record Sending(Outgoing<WatchRequest> out, Hearing hearing) implements Stream {

        @Override
        public void add(WatchAdd add) {
            out.send(WatchRequest.newBuilder().setAdd(add).build());
        }

        @Override
        public void remove(long id) {
            out.send(WatchRequest.newBuilder()
                    .setRemove(WatchRemove.newBuilder().setId(id))
                    .build());
        }

        @Override
        public void acknowledge(long id, long revision) {
            out.send(WatchRequest.newBuilder()
                    .setAck(WatchAck.newBuilder().setId(id).setRevision(revision))
                    .build());
        }

        @Override
        public void close() {
            out.close();
        }

        @Override
        public void leave(Duration retryAfter) {
            hearing.rests(retryAfter);
            out.close();
        }
    }

    /** What the node says. */
    private final class Hearing implements Incoming<WatchEvent> {

        private final Listener listener;
        private final long openedNanos = time.now();
        private final AtomicBoolean isOver = new AtomicBoolean();
        private volatile @Nullable Endpoint node; // set before anything is heard

        Hearing(Listener listener) {
            this.listener = listener;
        }

        Endpoint choose(List<Endpoint> nodes) {
            Endpoint chosen = rests.choose(nodes);
            node = chosen;
            return chosen;
        }

        /** Its node is left alone; counted once, whatever follows of it. */
        void rests(Duration retryAfter) {
            Endpoint chosen = node;
            if (chosen != null && isOver.compareAndSet(false, true)) {
                rests.ended(chosen, openedNanos, retryAfter);
            }
        }

        @Override
        public void message(WatchEvent event) {
            listener.onEvent(event);
        }

        @Override
        public void ended(CallFailure failure) {
            rests(Duration.ofMillis(failure.retryAfterMillis()));
            listener.onEnd(failure.error());
        }
    }
}
