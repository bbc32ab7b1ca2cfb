package io.maregistry.wire;

import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException.InvalidRequest;
import io.maregistry.model.Routing;
import io.maregistry.model.ServiceName;
import io.maregistry.proto.v1.ServiceKey;

/** Which groups get the calls of a service, to and from the messages of the gRPC API. Any thread. */
public final class RoutingMessages {

    private RoutingMessages() {}

    /** The service of that name, in all groups; an {@link InvalidRequest} where it is unlawful or names one. */
    public static ServiceName service(ServiceKey key) {
        if (!key.getGroup().isEmpty()) {
            throw new InvalidRequest(
                    ErrorCode.INVALID_REQUEST,
                    "a routing is of all groups of a service: name it without a group",
                    "service.group");
        }
        return KeyMessages.service(key, "service");
    }

    public static ServiceKey toMessage(ServiceName service) {
        return KeyMessages.toMessage(service).toBuilder().clearGroup().build();
    }

    /** The routing that the message says; an {@link InvalidRequest} where it is unlawful. */
    public static Routing routing(io.maregistry.proto.v1.Routing message) {
        return RoutingReader.of(
                message.getActive().isEmpty() ? null : message.getActive(),
                message.getWeightsMap().isEmpty() ? null : message.getWeightsMap());
    }

    public static io.maregistry.proto.v1.Routing toMessage(Routing routing) {
        io.maregistry.proto.v1.Routing.Builder message = io.maregistry.proto.v1.Routing.newBuilder();
        if (routing instanceof Routing.Active active) {
            message.setActive(active.group());
        } else if (routing instanceof Routing.Weighted weighted) {
            message.putAllWeights(weighted.weights());
        }
        return message.build();
    }
}
