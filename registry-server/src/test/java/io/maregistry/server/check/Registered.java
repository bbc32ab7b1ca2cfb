package io.maregistry.server.check;

import io.maregistry.model.Content;
import io.maregistry.model.HealthCheck;
import io.maregistry.model.InstanceId;
import io.maregistry.model.ServiceName;
import io.maregistry.model.Status;
import io.maregistry.server.replication.InMemoryReplication;
import io.maregistry.server.state.Register;
import io.maregistry.server.state.Unregister;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Puts instances into a registry of one node, with a check and without. */
final class Registered {

    static final HealthCheck CHECK =
            new HealthCheck(HealthCheck.Type.TCP, 80, "", new HealthCheck.Pace(10_000, 2_000, 1, 1), Status.RUNNING, 0);

    private Registered() {}

    /** Lists the only instance on that host of that service; gives its handle. */
    static long put(InMemoryReplication registry, String service, String host, @Nullable HealthCheck check) {
        ServiceName name = ServiceName.of(service);
        Content plain = Content.PLAIN;
        Content content = new Content(
                plain.parameters(),
                plain.weight(),
                plain.lease(),
                plain.generation(),
                plain.instanceId(),
                check,
                plain.release());
        registry.apply(new Register(null, name, id(host), content, true));
        return Objects.requireNonNull(
                        Objects.requireNonNull(registry.root().service(name)).find(id(host)))
                .handle();
    }

    static void remove(InMemoryReplication registry, String service, String host) {
        registry.apply(new Unregister(null, ServiceName.of(service), id(host), Content.NO_GENERATION));
    }

    private static InstanceId id(String host) {
        return new InstanceId("http", host, 8_080, "");
    }
}
