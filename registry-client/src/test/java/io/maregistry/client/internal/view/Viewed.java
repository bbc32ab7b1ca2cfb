package io.maregistry.client.internal.view;

import static io.maregistry.client.internal.view.Told.LINE;

import io.maregistry.client.spi.ServiceList;
import io.maregistry.model.ServiceName;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Random;

/** A view over nodes that say what a test lets them say, by a clock that the test moves. One thread. */
final class Viewed {

    final Nodes nodes = new Nodes();
    final ManualAlarms alarms = new ManualAlarms();
    final LocalView view = new LocalView(
            nodes,
            nodes,
            new Time(alarms::nanoTime, alarms, new Random(1)),
            Runnable::run,
            ViewOptions.DEFAULT,
            Copies.NONE);

    void use(ServiceName name) {
        var unused = view.first(name, Duration.ofHours(1));
    }

    /** The newest stream is greeted, and told that list. */
    void watched(ServiceName name, long revision, int... ports) {
        use(name);
        nodes.last().tell(Told.hello(LINE), Told.state(1, name, revision, ports));
    }

    ServiceList known(ServiceName name) {
        return Objects.requireNonNull(view.known(name));
    }

    List<Integer> ports(ServiceName name) {
        return Told.ports(known(name).instances());
    }
}
