package io.maregistry.server.replication;

import io.maregistry.server.state.Root;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToDoubleFunction;

/** Shows as figures how far this node's state is and how much it lists; read when they are asked for. Any thread. */
public final class StateMeters {

    private StateMeters() {}

    /** Gives {@code meters} the figures of that replica. */
    public static void bind(Replica replica, MeterRegistry meters) {
        gauge(
                meters,
                replica,
                "maregistry.revision",
                "the state's counter of changes",
                root -> root.scalars().revision());
        gauge(
                meters,
                replica,
                "maregistry.version",
                "the documents' counter of changes and renewals",
                root -> root.scalars().version());
        gauge(
                meters,
                replica,
                "maregistry.services",
                "services that list something",
                root -> root.sizes().services());
        gauge(
                meters,
                replica,
                "maregistry.instances",
                "instances that are listed",
                root -> root.sizes().instances());
    }

    private static void gauge(
            MeterRegistry meters, Replica replica, String name, String what, ToDoubleFunction<Root> value) {
        Gauge.builder(name, replica, one -> value.applyAsDouble(one.root()))
                .description(what)
                .register(meters);
    }
}
