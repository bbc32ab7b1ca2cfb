package io.maregistry.client.internal.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.client.spi.ServiceList;
import io.maregistry.model.ResumeToken;
import io.maregistry.model.ServiceName;
import io.maregistry.proto.v1.WatchAdd;
import io.maregistry.proto.v1.WatchEvent;
import io.maregistry.wire.KeyMessages;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random changes, told by nodes that are behind, collapse, reset and go: what the view shows was true at its revision. */
class RandomWatchTest {

    private static final List<ServiceName> SERVICES =
            IntStream.range(0, 40).mapToObj(n -> ServiceName.of("s.S" + n)).toList();

    private static final long COLLAPSED = -1; // the client was too slow: lists come next

    private final Nodes nodes = new Nodes();
    private final ManualAlarms alarms = new ManualAlarms();
    private final LocalView view = new LocalView(
            nodes,
            nodes,
            new Time(alarms::nanoTime, alarms, new Random(1)),
            Runnable::run,
            ViewOptions.DEFAULT,
            Copies.NONE);
    private final Map<ServiceName, NavigableMap<Long, List<Integer>>> history = new HashMap<>();
    private final Map<Long, List<WatchEvent>> changes = new TreeMap<>(); // of each revision, without ids and tokens
    private final Map<Long, Long> told = new HashMap<>(); // by the ids of the stream that is open
    private final Map<ServiceName, Long> shown = new HashMap<>();
    private Random random = new Random();
    private long head;
    private long node; // how far the node of the open stream is

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void viewShowsWhatWasTrueAtItsRevisionAndGoesForwardOnly(long seed) {
        random = new Random(seed);
        SERVICES.forEach(service ->
                history.computeIfAbsent(service, none -> new TreeMap<>()).put(0L, List.of()));
        for (int step = 0; step < 3_000; step++) {
            step();
            check();
        }
        node = head;
        SERVICES.forEach(this::use);
        for (int step = 0; step < 2_000; step++) {
            tellSomething();
        }

        for (ServiceName service : SERVICES) {
            ServiceList list = Objects.requireNonNull(view.known(service));
            assertThat(Told.ports(list.instances()))
                    .as("%s at %s", service, list.revision())
                    .isEqualTo(at(service).lastEntry().getValue());
        }
    }

    private void step() {
        int what = random.nextInt(100);
        if (what < 30) {
            change(SERVICES.get(random.nextInt(SERVICES.size())));
        } else if (what < 35) {
            use(SERVICES.get(random.nextInt(SERVICES.size())));
        } else if (what < 37 && !nodes.streams.isEmpty()) {
            nodes.last().end(random.nextBoolean() ? null : new IllegalStateException("broken"));
            int before = nodes.streams.size();
            while (nodes.streams.size() == before) {
                alarms.pass(Duration.ofMillis(10));
            }
            begin();
        } else if (what < 50) {
            node += node < head ? 1 : 0;
        } else if (!nodes.streams.isEmpty()) {
            tellSomething();
        }
    }

    private void use(ServiceName service) {
        boolean isFirst = nodes.streams.isEmpty();
        var unused = view.first(service, Duration.ofHours(1));
        if (isFirst) {
            begin();
        }
    }

    private void begin() {
        told.clear();
        node = Math.max(0, head - random.nextInt(5));
        nodes.last().tell(Told.hello(Told.LINE));
    }

    private void change(ServiceName service) {
        long before = at(service).lastKey();
        List<Integer> ports = new ArrayList<>(at(service).lastEntry().getValue());
        head++;
        List<WatchEvent> events = new ArrayList<>();
        int port = 1 + random.nextInt(10);
        if (!ports.contains(port)) {
            if (!ports.isEmpty() && random.nextInt(3) == 0) { // it takes another one's second name
                events.add(Told.half(0, service, before, head, "removed", ports.remove(0)));
            }
            ports.add(port);
            events.add(Told.half(0, service, before, head, "added", port));
        } else if (random.nextBoolean()) {
            ports.remove((Integer) port);
            events.add(Told.half(0, service, before, head, "removed", port));
        } else {
            events.add(Told.half(0, service, before, head, "health", port));
        }
        at(service).put(head, ports);
        changes.put(head, events);
    }

    /** What the node has to say next of one of the adds. */
    private void tellSomething() {
        List<WatchAdd> adds = List.copyOf(nodes.last().adds.values());
        if (adds.isEmpty()) {
            return;
        }
        WatchAdd add = adds.get(random.nextInt(adds.size()));
        Long at = told.get(add.getId());
        if (at == null && !add.getSince().isEmpty()) {
            told.put(add.getId(), ResumeToken.parse(add.getSince(), 0).revision());
        } else if (at == null || at == COLLAPSED || (at < node && random.nextInt(8) == 0)) {
            lists(add, node);
        } else if (at < node) {
            tellChange(add, at + 1);
        } else if (at == node) {
            nodes.last().tell(Told.progress(add.getId(), node, true));
        }
    }

    private void tellChange(WatchAdd add, long revision) {
        List<WatchEvent> events = Objects.requireNonNull(changes.get(revision));
        told.put(add.getId(), revision);
        ServiceName service = KeyMessages.service(events.get(0).getChange().getService());
        if (!add.getServicesList().contains(KeyMessages.toMessage(service))) {
            return;
        }
        for (int n = 0; n < events.size(); n++) {
            String token = n == events.size() - 1 ? new ResumeToken(Told.LINE, revision).toString() : "";
            nodes.last()
                    .tell(events.get(n).toBuilder()
                            .setId(add.getId())
                            .setToken(token)
                            .build());
            if (n < events.size() - 1 && random.nextInt(3) == 0) {
                told.put(add.getId(), COLLAPSED);
                return;
            }
        }
    }

    private void lists(WatchAdd add, long revision) {
        told.put(add.getId(), revision);
        for (int n = 0; n < add.getServicesCount(); n++) {
            ServiceName service = KeyMessages.service(add.getServices(n));
            var then = at(service).floorEntry(revision);
            int[] ports = then.getValue().stream().mapToInt(port -> port).toArray();
            String token = n == add.getServicesCount() - 1 ? new ResumeToken(Told.LINE, revision).toString() : "";
            nodes.last().tell(Told.state(add.getId(), service, then.getKey(), token, ports));
        }
    }

    private void check() {
        for (ServiceName service : SERVICES) {
            ServiceList list = view.known(service);
            if (list != null) {
                assertThat(Told.ports(list.instances())).isEqualTo(at(service).get(list.revision()));
                assertThat(list.revision()).isGreaterThanOrEqualTo(shown.getOrDefault(service, 0L));
                shown.put(service, list.revision());
            }
        }
    }

    private NavigableMap<Long, List<Integer>> at(ServiceName service) {
        return Objects.requireNonNull(history.get(service));
    }
}
