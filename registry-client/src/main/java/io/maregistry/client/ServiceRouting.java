package io.maregistry.client;

import io.maregistry.client.internal.Required;
import io.maregistry.client.internal.routing.Router;
import io.maregistry.client.internal.transport.RegistryCall;
import io.maregistry.model.Routing;
import io.maregistry.model.ServiceName;
import io.maregistry.proto.v1.ClearRoutingRequest;
import io.maregistry.proto.v1.GetRoutingRequest;
import io.maregistry.proto.v1.RoutingReply;
import io.maregistry.proto.v1.ServiceKey;
import io.maregistry.proto.v1.SetRoutingRequest;
import io.maregistry.wire.RoutingMessages;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Which groups of one service get its calls. A switch is one step: all who read the group {@code @active} see it at once. The
 * service need not list anything yet. Writes give the revision of the registry at which it is so. Faults and threads as those
 * of {@link RegistryClient}.
 */
public final class ServiceRouting {

    private final Router router;
    private final ServiceKey service;
    private final Duration callTimeout;

    ServiceRouting(Router router, ServiceName service, Duration callTimeout) {
        this.router = router;
        this.service = RoutingMessages.toMessage(service);
        this.callTimeout = callTimeout;
    }

    /** What is set, not older than what this client has seen; empty where the default group gets all calls. */
    public Optional<Routing> get() {
        return Waiting.on(getAsync(), callTimeout);
    }

    /** {@link #get} without blocking. */
    public CompletionStage<Optional<Routing>> getAsync() {
        GetRoutingRequest.Builder request = GetRoutingRequest.newBuilder().setService(service);
        return router.read(
                        RegistryCall.GET_ROUTING,
                        options -> request.setRead(options).build())
                .thenApply(reply -> reply.hasRouting()
                        ? Optional.of(RoutingMessages.routing(reply.getRouting()))
                        : Optional.empty());
    }

    /** That group gets all calls from now on. */
    public long setActive(String group) {
        return set(Routing.to(Arguments.group(Required.required("group", group))));
    }

    /** Groups share the calls from now on, each by its part of the sum; weights are those of {@link Routing.Weighted}. */
    public long setWeights(Map<String, Integer> weights) {
        return set(Arguments.weights(weights));
    }

    /** Calls go that way from now on. */
    public long set(Routing routing) {
        return Waiting.on(setAsync(routing), callTimeout);
    }

    /** {@link #set} without blocking. */
    public CompletionStage<Long> setAsync(Routing routing) {
        SetRoutingRequest.Builder request = SetRoutingRequest.newBuilder()
                .setService(service)
                .setRouting(RoutingMessages.toMessage(Required.required("routing", routing)));
        return router.write(
                        RegistryCall.SET_ROUTING, id -> request.setRequestId(id).build())
                .thenApply(RoutingReply::getRevision);
    }

    /** The default group gets all calls again. */
    public long clear() {
        return Waiting.on(clearAsync(), callTimeout);
    }

    /** {@link #clear} without blocking. */
    public CompletionStage<Long> clearAsync() {
        ClearRoutingRequest.Builder request = ClearRoutingRequest.newBuilder().setService(service);
        return router.write(
                        RegistryCall.CLEAR_ROUTING,
                        id -> request.setRequestId(id).build())
                .thenApply(RoutingReply::getRevision);
    }
}
