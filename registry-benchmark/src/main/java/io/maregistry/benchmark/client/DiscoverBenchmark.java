package io.maregistry.benchmark.client;

import io.maregistry.client.Balanced;
import io.maregistry.client.RegistryClient;
import io.maregistry.client.spi.LoadBalancer;
import io.maregistry.client.spi.ServiceList;
import io.maregistry.model.Content;
import io.maregistry.model.Filter;
import io.maregistry.model.Instance;
import io.maregistry.model.Parameters;
import io.maregistry.testkit.LocalCluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a program pays for a service of ten instances that its client watches: its list, a filtered list, and an instance of
 * it. The client is a whole one, with a node in the same JVM behind it that is idle; what the node allocates meanwhile is in
 * the bytes for each call, as far below one as it is.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@SuppressWarnings("NullAway.Init") // JMH calls the methods of @Setup first
public class DiscoverBenchmark {

    private static final String SERVICE = "orders";
    private static final int INSTANCES = 10;

    private final Filter west = Filter.of("zone=west");
    private Path directory;
    private LocalCluster cluster;
    private RegistryClient client;
    private Balanced random;
    private Balanced weighted;
    private Balanced leastActive;

    @Setup(Level.Trial)
    public void start() throws IOException {
        directory = Files.createTempDirectory("maregistry");
        cluster = LocalCluster.in(directory).start();
        client = RegistryClient.builder()
                .endpoints(cluster.node(1).config().grpc().advertise().toString())
                .build();
        for (int port = 1; port <= INSTANCES; port++) {
            Map<String, String> zone = Map.of("zone", port % 2 == 0 ? "west" : "east");
            client.register(SERVICE, "http://10.0.0.7:" + port, Content.PLAIN.withParameters(Parameters.of(zone)));
        }
        if (client.discover(SERVICE).instances().size() != INSTANCES) {
            throw new IllegalStateException("not all instances are listed: " + client.discover(SERVICE));
        }
        random = client.balanced(SERVICE, LoadBalancer.random(new Random(42)));
        weighted = client.balanced(SERVICE, LoadBalancer.weighted());
        leastActive = client.balanced(SERVICE, LoadBalancer.leastActive(new Random(42)));
    }

    @TearDown(Level.Trial)
    public void stop() throws IOException {
        client.close();
        cluster.close();
        try (Stream<Path> files = Files.walk(directory)) {
            List<Path> innermostFirst = files.sorted(Comparator.reverseOrder()).toList();
            innermostFirst.forEach(DiscoverBenchmark::delete);
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException unable) {
            throw new UncheckedIOException(unable);
        }
    }

    @Benchmark
    public ServiceList discover() {
        return client.discover(SERVICE);
    }

    @Benchmark
    public ServiceList discoverFiltered() {
        return client.discover(SERVICE, west);
    }

    @Benchmark
    public Optional<Instance> chooseRandom() {
        return random.choose();
    }

    @Benchmark
    public Optional<Instance> chooseWeighted() {
        return weighted.choose();
    }

    @Benchmark
    public Instance callLeastActive() {
        try (Balanced.Chosen chosen = leastActive.begin()) {
            return chosen.instance();
        }
    }
}
