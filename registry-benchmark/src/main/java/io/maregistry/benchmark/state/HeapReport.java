package io.maregistry.benchmark.state;

import io.maregistry.model.Content;
import io.maregistry.model.ServiceName;
import io.maregistry.server.state.Command;
import io.maregistry.server.state.Entry;
import io.maregistry.server.state.Listed;
import io.maregistry.server.state.Register;
import io.maregistry.server.state.RegistryState;
import io.maregistry.server.state.Root;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Weighs 1,000,000 plain instances: used heap after collections of garbage, with them and without. {@code state}: the
 * whole {@link RegistryState} with a root; the kinds: the collections alone, without the instances in them. And how long
 * a view of 1,000,000 instances takes on the applying thread, on the wall: the best, the 99th of 100 and the worst.
 *
 * <p>{@code java -Xmx3g -cp registry-benchmark.jar io.maregistry.benchmark.state.HeapReport [kind…]}
 */
public final class HeapReport {

    private static final int TOTAL = 1_000_000;
    private static final List<Shape> SHAPES =
            List.of(new Shape(10, 100_000), new Shape(1_000, 1_000), new Shape(100_000, 10));
    private static final int VIEWS = 100;

    private HeapReport() {}

    /** Prints one row a shape and kind, in Markdown. */
    public static void main(String[] kinds) {
        System.out.println(
                "| what | instances x services | bytes an instance | view after one change, us: best | p99 | worst |");
        System.out.println("|---|---|---|---|---|---|");
        for (Shape shape : SHAPES) {
            if (kinds.length == 0 || List.of(kinds).contains("state")) {
                weighState(shape);
            }
            for (Kind kind : Kind.values()) {
                if (kinds.length == 0 || List.of(kinds).contains(kind.name())) {
                    weigh(kind, shape);
                }
            }
        }
    }

    private static void weighState(Shape shape) {
        long before = usedBytes();
        RegistryState state = new RegistryState();
        List<Command> batch = new ArrayList<>();
        long index = 0;
        for (int number = 0; number < TOTAL; number++) {
            batch.add(register(shape, number));
            if (batch.size() == Entry.MAX_COMMANDS) {
                state.apply(++index, 1, new Entry(index, batch));
                batch.clear();
            }
        }
        state.apply(++index, 1, new Entry(index, batch));
        Root root = state.root();
        batch.clear();
        double bytes = (double) (usedBytes() - before) / TOTAL;
        long[] nanos = new long[VIEWS];
        for (int view = 0; view < VIEWS; view++) {
            state.apply(++index, 1, new Entry(index, List.of(register(shape, view))));
            long began = System.nanoTime();
            root = state.root();
            nanos[view] = System.nanoTime() - began;
        }
        if (root.sizes().instances() != TOTAL) {
            throw new IllegalStateException(root.sizes().toString());
        }
        print("state", shape, bytes, nanos);
    }

    /** As a command comes off the wire: every text in it is its own object. */
    private static Register register(Shape shape, int number) {
        ServiceName name = ServiceName.of("com.example.shop.Service" + (1_000_000 + number % shape.services()));
        Content plain = Content.PLAIN.withGeneration(Content.NO_GENERATION);
        return new Register(null, name, Shape.id(number), plain, true);
    }

    private static void weigh(Kind kind, Shape shape) {
        List<ServiceName> names = shape.names();
        Listed[] listed = new Listed[TOTAL];
        for (int number = 0; number < TOTAL; number++) {
            listed[number] = new Listed(number + 1L, number, Shape.instance(number, Content.PLAIN));
        }
        long before = usedBytes();
        long sum = 0;
        Store store = kind.empty();
        int filled = kind == Kind.ARRAYS && shape.instances() > 10_000 ? TOTAL / 10 : TOTAL; // else it takes minutes
        for (int number = 0; number < filled; number++) {
            store.put(names.get(number % names.size()), listed[number]);
        }
        double bytes = (double) (usedBytes() - before) / filled;
        long[] nanos = new long[VIEWS];
        for (int view = 0; view < VIEWS; view++) {
            store.put(names.get(view % names.size()), listed[view]);
            long began = System.nanoTime();
            Store.View now = store.view();
            nanos[view] = System.nanoTime() - began;
            sum += now.walk(names.get(0));
        }
        if (sum == 0) {
            throw new IllegalStateException("no instances");
        }
        print(kind.name(), shape, bytes, nanos);
    }

    private static long usedBytes() {
        Runtime runtime = Runtime.getRuntime();
        for (int round = 0; round < 3; round++) {
            System.gc();
        }
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private static void print(String what, Shape shape, double bytes, long[] nanos) {
        Arrays.sort(nanos);
        System.out.printf(
                "| %s | %,d x %,d | %.0f | %,.1f | %,.1f | %,.1f |%n",
                what,
                shape.instances(),
                shape.services(),
                bytes,
                nanos[0] / 1_000.0,
                nanos[VIEWS * 99 / 100 - 1] / 1_000.0,
                nanos[VIEWS - 1] / 1_000.0);
    }
}
