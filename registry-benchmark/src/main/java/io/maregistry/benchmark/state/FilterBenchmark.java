package io.maregistry.benchmark.state;

import io.maregistry.model.Content;
import io.maregistry.model.Filter;
import io.maregistry.model.Instance;
import io.maregistry.model.Parameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What it takes to look which of 10,000 instances of a service match a filter. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@SuppressWarnings("NullAway.Init") // JMH calls the methods of @Setup first
public class FilterBenchmark {

    private static final int INSTANCES = 10_000;

    @Param({"zone=a", "cores>=8", "load<0.75", "version^=1.", "instance.healthy=true", "zone in (a,b);cores>8;!rack"})
    private String conditions;

    private final List<Instance> instances = new ArrayList<>();
    private Filter filter;

    @Setup
    public void fill() {
        filter = Filter.of(conditions.split(";", -1));
        for (int number = 0; number < INSTANCES; number++) {
            Map<String, String> parameters = Map.of(
                    "zone",
                    String.valueOf((char) ('a' + number % 3)),
                    "cores",
                    Integer.toString(number % 16),
                    "load",
                    "0." + number % 1_000,
                    "version",
                    number % 4 + "." + number % 10);
            instances.add(Shape.instance(number, Content.PLAIN.withParameters(Parameters.of(parameters))));
        }
    }

    /** How many match. */
    @Benchmark
    public int match() {
        int matching = 0;
        for (Instance instance : instances) {
            matching += filter.matches(instance, Map.of()) ? 1 : 0;
        }
        return matching;
    }
}
