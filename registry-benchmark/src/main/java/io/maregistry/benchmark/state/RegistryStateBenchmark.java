package io.maregistry.benchmark.state;

import io.maregistry.model.Content;
import io.maregistry.model.InstanceId;
import io.maregistry.model.Parameters;
import io.maregistry.model.ServiceName;
import io.maregistry.server.state.Applied;
import io.maregistry.server.state.Command;
import io.maregistry.server.state.Entry;
import io.maregistry.server.state.Listed;
import io.maregistry.server.state.Outcome;
import io.maregistry.server.state.Register;
import io.maregistry.server.state.RegistryState;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.ServiceView;
import io.maregistry.server.state.Tick;
import io.maregistry.server.state.Unregister;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a command costs in the state as it is: ns a command in entries of 64, each followed by the root that readers get.
 * The commands go to random services; every text in them is its own object.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgs = {"-Xms3g", "-Xmx3g", "-XX:+UseParallelGC"})
@SuppressWarnings("NullAway.Init") // JMH calls the methods of @Setup first
public class RegistryStateBenchmark {

    private static final int BATCH = 64;
    private static final int TICK = 4_096;
    private static final long WALL_MILLIS = 1_763_700_000_000L;

    @Param({"10x10000", "1000x100", "100000x1", "10x100000"})
    public String shape;

    private final SplittableRandom random = new SplittableRandom(42);
    private RegistryState state;
    private Shape size;
    private List<ServiceName> names;
    private long index;
    private List<Command> registers;
    private List<Command> unregisters;
    private List<Command> same;
    private List<Command> upserts;
    private Command byName;
    private Command byHandle;
    private int turn;

    @Setup
    public void fill() {
        state = new RegistryState();
        size = Shape.of(shape);
        names = size.names();
        List<Command> batch = new ArrayList<>();
        for (int number = 0; number < size.total(); number++) {
            batch.add(register(number, Content.PLAIN));
            if (batch.size() == Entry.MAX_COMMANDS) {
                apply(batch);
                batch.clear();
            }
        }
        apply(batch);
    }

    @Setup(Level.Iteration)
    public void prepareTicks() {
        List<Tick.Named> named = new ArrayList<>();
        List<Long> handles = new ArrayList<>();
        Root root = state.root();
        for (int at = 0; at < TICK; at++) {
            int number = random.nextInt(size.total());
            named.add(new Tick.Named(List.of(nameOf(number)), listedId(number), true));
            ServiceView service = root.service(nameOf(number));
            Listed listed = service == null ? null : service.find(listedId(number));
            handles.add(listed == null ? 0 : listed.handle());
        }
        byName = new Tick(50, List.of(), named);
        byHandle = new Tick(50, handles, List.of());
    }

    @Setup(Level.Invocation)
    public void choose() {
        turn++;
        registers = new ArrayList<>();
        unregisters = new ArrayList<>();
        same = new ArrayList<>();
        upserts = new ArrayList<>();
        for (int at = 0; at < BATCH; at++) {
            int number = random.nextInt(size.total());
            same.add(register(number, Content.PLAIN));
            upserts.add(register(number, Content.PLAIN.withParameters(Parameters.of(Map.of("turn", "" + turn)))));
            InstanceId between = Shape.id(2 * number + 1);
            registers.add(new Register(null, nameOf(number), between, Content.PLAIN, true));
            unregisters.add(new Unregister(null, nameOf(number), between, Content.NO_GENERATION));
        }
    }

    /** Registers of new instances. */
    @State(Scope.Thread)
    public static class Registered {
        private RegistryStateBenchmark benchmark;

        @Setup
        public void remember(RegistryStateBenchmark of) {
            benchmark = of;
        }

        @TearDown(Level.Invocation)
        public void undo() {
            benchmark.apply(benchmark.unregisters);
        }
    }

    /** Unregisters of listed instances. */
    @State(Scope.Thread)
    public static class ToUnregister {
        @Setup(Level.Invocation)
        public void register(RegistryStateBenchmark benchmark) {
            benchmark.apply(benchmark.registers);
        }
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public Root registerNew(Registered undone) {
        apply(registers);
        return state.root();
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public Root unregister(ToUnregister prepared) {
        apply(unregisters);
        return state.root();
    }

    /** The same content again: a sign of life. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public Root registerSame() {
        apply(same);
        return state.root();
    }

    /** Other content under a listed identity. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public Root upsert() {
        apply(upserts);
        return state.root();
    }

    /** An entry with one register, and its root. */
    @Benchmark
    public Root loneUpsert() {
        apply(List.of(upserts.get(0)));
        return state.root();
    }

    /** Renewals as the documents' endpoints make them, 4,096 in a tick; for each renewal. */
    @Benchmark
    @OperationsPerInvocation(TICK)
    public Root renewByName() {
        apply(List.of(byName));
        return state.root();
    }

    /** Renewals by handle, 4,096 in a tick; for each renewal. */
    @Benchmark
    @OperationsPerInvocation(TICK)
    public Root renewByHandle() {
        apply(List.of(byHandle));
        return state.root();
    }

    /** A root where nothing was applied since the last. */
    @Benchmark
    public Root root() {
        return state.root();
    }

    private Applied apply(List<Command> commands) {
        Applied applied = state.apply(++index, 1, new Entry(WALL_MILLIS + index, commands));
        if (!commands.isEmpty() && applied.outcomes().get(0) instanceof Outcome.Rejected rejected) {
            throw new IllegalStateException(rejected.toString());
        }
        return applied;
    }

    private ServiceName nameOf(int number) {
        return names.get(number % names.size());
    }

    /** Listed identities have even numbers, so that new ones come to lie between them. */
    private static InstanceId listedId(int number) {
        return Shape.id(2 * number);
    }

    private Register register(int number, Content content) {
        return new Register(null, nameOf(number), listedId(number), content, true);
    }
}
