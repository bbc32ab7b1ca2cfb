package io.maregistry.server.lease;

import io.maregistry.server.replication.Replica;
import io.maregistry.server.state.Change;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.ServiceChange;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Counts who left the lists and why, as this node applied it since its start, and shows how many services are protected.
 * Every node shows the same but for what it was not there for. Told by the applying thread.
 */
public final class LivenessMetrics implements Replica.Listener {

    private final Map<Change.Cause, Counter> removed = new EnumMap<>(Change.Cause.class);

    /** Registers the meters. */
    public LivenessMetrics(Replica replica, MeterRegistry meters) {
        for (Change.Cause cause : Change.Cause.values()) {
            removed.put(
                    cause,
                    Counter.builder("maregistry.instances.removed")
                            .description("instances that left a list")
                            .tag("cause", cause.name().toLowerCase(Locale.ROOT))
                            .register(meters));
        }
        Gauge.builder("maregistry.services.protected", replica, LivenessMetrics::protectedServices)
                .description("services of which too many are silent or failing at once")
                .register(meters);
    }

    private static double protectedServices(Replica replica) {
        return replica.root().protections().size();
    }

    private void count(ServiceChange change) {
        Counter counter = removed.get(change.cause());
        if (counter != null) {
            counter.increment(change.instances().size());
        }
    }

    @Override
    public void applied(Root root, List<Change> changes, boolean restored) {
        for (Change change : changes) {
            if (change instanceof ServiceChange ofService && ofService.action() == Change.Action.REMOVED) {
                count(ofService);
            }
        }
    }
}
