package io.maregistry.server.grpc;

import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;
import io.maregistry.error.RegistryException;
import io.maregistry.proto.v1.RegistryGrpc;
import io.maregistry.server.registry.Discovery;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What {@code grpc.health.v1} says: SERVING while this node serves, of the whole port and of the registry. One thread. */
final class Readiness {

    private static final List<String> SERVICES =
            List.of(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, RegistryGrpc.SERVICE_NAME);

    private static final Logger LOG = LoggerFactory.getLogger(Readiness.class);

    private final Discovery discovery;
    private final HealthStatusManager health;

    Readiness(Discovery discovery, HealthStatusManager health) {
        this.discovery = discovery;
        this.health = health;
        look();
    }

    /** Says how it is now; those who watch hear of it where it has changed. */
    void look() {
        ServingStatus status = isReady() ? ServingStatus.SERVING : ServingStatus.NOT_SERVING;
        SERVICES.forEach(service -> health.setStatus(service, status));
    }

    private boolean isReady() {
        try {
            discovery.requireReady();
            return true;
        } catch (RegistryException.Unavailable unfit) {
            return false;
        } catch (
                RuntimeException
                        fault) { // the next look must come: a node that cannot say how it stands does not serve
            LOG.error("not known whether this node serves", fault);
            return false;
        }
    }
}
