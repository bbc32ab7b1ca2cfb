package io.maregistry.client.internal.view;

import io.maregistry.client.internal.routing.RoutedCalls;
import io.maregistry.client.internal.transport.CallFailure;
import io.maregistry.client.internal.transport.Transport.Incoming;
import io.maregistry.client.internal.transport.Transport.Outgoing;
import io.maregistry.model.ServiceName;
import io.maregistry.proto.v1.GetServiceReply;
import io.maregistry.proto.v1.GetServiceRequest;
import io.maregistry.proto.v1.ListServicesReply;
import io.maregistry.proto.v1.ListServicesRequest;
import io.maregistry.proto.v1.WatchAdd;
import io.maregistry.proto.v1.WatchEvent;
import io.maregistry.proto.v1.WatchRemove;
import io.maregistry.proto.v1.WatchRequest;
import io.maregistry.wire.KeyMessages;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Watches and reads by calls that find their node. Any thread. */
public final class RoutedSource implements WatchSource, ServiceReader {

    private final RoutedCalls calls;

    public RoutedSource(RoutedCalls calls) {
        this.calls = calls;
    }

    @Override
    public Stream open(Listener listener) {
        return new Sending(calls.watch(new Hearing(listener)));
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
    private record Sending(Outgoing<WatchRequest> out) implements Stream {

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
        public void close() {
            out.close();
        }
    }

    /** What the node says. */
    private record Hearing(Listener listener) implements Incoming<WatchEvent> {

        @Override
        public void message(WatchEvent event) {
            listener.onEvent(event);
        }

        @Override
        public void ended(CallFailure failure) {
            listener.onEnd(failure.error());
        }
    }
}
