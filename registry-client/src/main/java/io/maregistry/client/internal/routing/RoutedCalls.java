package io.maregistry.client.internal.routing;

import io.maregistry.client.internal.transport.Transport.Incoming;
import io.maregistry.client.internal.transport.Transport.Outgoing;
import io.maregistry.client.spi.Endpoint;
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
import io.maregistry.proto.v1.WatchEvent;
import io.maregistry.proto.v1.WatchRequest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Calls that find their node. Stages fail with {@code RegistryException} only, at the latest when the deadline is over, and
 * complete on threads of the client, which must not be blocked. Any thread; nothing blocks.
 */
public interface RoutedCalls {

    /**
     * Registers. Where there is one item, its refusal is the failure of the call; of more, each result says its own. The
     * request id is put in here.
     */
    CompletionStage<RegisterReply> register(List<RegisterItem> items, Duration deadline);

    /** Unregisters; refusals as of {@link #register}. It overtakes calls that wait for others of this client. */
    CompletionStage<UnregisterReply> unregister(List<UnregisterItem> items, Duration deadline);

    /**
     * Drains, and waits so long for those who watch; refusals as of {@link #register}. It overtakes others as {@link #unregister}
     * does.
     *
     * @param deadline for the whole, that wait included
     */
    CompletionStage<DrainReply> drain(List<DrainItem> items, Duration wait, Duration deadline);

    /** Reads one service, never older than anything that was seen before: {@code read} is put in here. */
    CompletionStage<GetServiceReply> service(GetServiceRequest request);

    /** Reads the counters of services, never older than anything that was seen before: {@code read} is put in here. */
    CompletionStage<ListServicesReply> services(ListServicesRequest request);

    /**
     * Opens a watch. To be opened again by the caller.
     *
     * @param choice takes the node out of all, of which the nearest comes first and one that has just failed last; called
     *     once, before anything is told
     */
    Outgoing<WatchRequest> watch(Function<List<Endpoint>, Endpoint> choice, Incoming<WatchEvent> incoming);

    /** Opens a stream of renewals on the leader, or on the nearest node where none is known. To be opened again by the caller. */
    Outgoing<KeepAliveRequest> keepAlive(Incoming<KeepAliveReply> incoming);
}
