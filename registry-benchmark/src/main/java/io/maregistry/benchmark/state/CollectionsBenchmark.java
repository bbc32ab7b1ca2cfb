package io.maregistry.benchmark.state;

import io.maregistry.model.Content;
import io.maregistry.model.Instance;
import io.maregistry.model.InstanceId;
import io.maregistry.model.ServiceName;
import io.maregistry.server.state.Listed;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What one step costs in each {@link Kind} of collections, in each shape of 100,000 instances: ns an operation. {@link
 * #upsertsAndView} against 64 times {@link #upsert} is the price of a view that readers may keep after each batch of 64.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgs = {"-Xms3g", "-Xmx3g", "-XX:+UseParallelGC"})
@SuppressWarnings("NullAway.Init") // JMH calls the methods of @Setup first
public class CollectionsBenchmark {

    private static final int TOTAL = 100_000;
    private static final int BATCH = 64;

    @Param
    public Kind kind;

    @Param({"10x10000", "1000x100", "100000x1"})
    public String shape;

    private final SplittableRandom random = new SplittableRandom(42);
    private Store store;
    private Store.View view;
    private List<ServiceName> names;
    private Listed[] listed; // the instances, services one after another
    private long nextHandle;

    @Setup
    public void fill() {
        Shape size = Shape.of(shape);
        names = new ArrayList<>(TOTAL); // the service of each instance
        size.names().forEach(name -> {
            for (int at = 0; at < size.instances(); at++) {
                names.add(name);
            }
        });
        store = kind.empty();
        listed = new Listed[TOTAL];
        for (int round = 0; round < size.instances(); round++) {
            for (int service = 0; service < size.services(); service++) {
                int at = service * size.instances() + round;
                listed[at] = new Listed(++nextHandle, at, Shape.instance(at, Content.PLAIN));
                store.put(names.get(at), listed[at]);
            }
        }
        view = store.view();
    }

    /** An instance leaves, and comes back at the end of the list. */
    @Benchmark
    public void unregisterAndRegister() {
        int at = random.nextInt(TOTAL);
        store.remove(names.get(at), listed[at]);
        listed[at] = new Listed(++nextHandle, at, listed[at].instance());
        store.put(names.get(at), listed[at]);
    }

    @Benchmark
    public void upsert() {
        int at = random.nextInt(TOTAL);
        Instance instance = listed[at].instance();
        listed[at] = new Listed(listed[at].handle(), at, instance);
        store.put(names.get(at), listed[at]);
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public Store.View upsertsAndView() {
        for (int step = 0; step < BATCH; step++) {
            upsert();
        }
        return store.view();
    }

    @Benchmark
    public @Nullable Listed find() {
        int at = random.nextInt(TOTAL);
        InstanceId id = listed[at].instance().id();
        return store.find(names.get(at), id);
    }

    /** For each instance, in the order of registration. */
    @Benchmark
    @OperationsPerInvocation(TOTAL)
    public long walk() {
        return view.walk();
    }

    /** A whole service, from finding it by its name. */
    @Benchmark
    public long walkOneService() {
        return view.walk(names.get(random.nextInt(TOTAL)));
    }
}
