package io.maregistry.benchmark.state;

import io.maregistry.model.Content;
import io.maregistry.model.Lease;
import io.maregistry.model.Operator;
import io.maregistry.model.Parameters;
import io.maregistry.model.ServiceName;
import io.maregistry.model.Status;
import io.maregistry.server.config.SnapshotConfig;
import io.maregistry.server.snapshot.SnapshotFile;
import io.maregistry.server.state.Command;
import io.maregistry.server.state.Entry;
import io.maregistry.server.state.Outcome;
import io.maregistry.server.state.Position;
import io.maregistry.server.state.Register;
import io.maregistry.server.state.RegistryState;
import io.maregistry.server.state.RestoreBegin;
import io.maregistry.server.state.RestoreChunk;
import io.maregistry.server.state.RestoreCommit;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.StagedInstance;
import io.maregistry.server.state.StagedPart;
import io.maregistry.server.state.StagedService;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What saving, loading and restoring a state cost, in ms of CPU time of the thread that does it: the first time, as a
 * node that starts meets it, and the best of {@value #ROUNDS}. Of a restore the longest chunk and the commit, since the
 * applying thread does nothing else meanwhile.
 *
 * <p>{@code java -Xmx3g -cp registry-benchmark.jar io.maregistry.benchmark.state.SnapshotReport [shape…]}
 */
public final class SnapshotReport {

    private static final int ROUNDS = 4;
    private static final int CHUNK = 1_000;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private SnapshotReport() {}

    /** Prints rows in Markdown; each instance has two parameters. */
    public static void main(String[] shapes) throws IOException {
        System.out.println("| shape | what | first, ms | best, ms |");
        System.out.println("|---|---|---|---|");
        for (String text : shapes.length == 0 ? new String[] {"10x10000", "10x100000"} : shapes) {
            report(text, Shape.of(text));
        }
    }

    private static void report(String name, Shape shape) throws IOException {
        Root root = filled(shape).root();
        Path directory = Files.createTempDirectory("snapshot-report");
        Times save = new Times();
        Times load = new Times();
        for (int round = 0; round < ROUNDS; round++) {
            save.measure(() -> SnapshotFile.save(root, directory, SnapshotConfig.Codec.ZSTD));
        }
        Path file = directory.resolve("registry.json.zst");
        System.out.printf(Locale.ROOT, "| %s | size of the file, KB | %,d | |%n", name, Files.size(file) / 1_000);
        save.print(name, "save");
        for (int round = 0; round < ROUNDS; round++) {
            load.measure(() -> SnapshotFile.load(directory));
        }
        load.print(name, "load");
        Files.delete(file);
        Files.delete(directory);
        restores(name, shape);
    }

    private static void restores(String name, Shape shape) throws IOException {
        RegistryState state = filled(shape);
        Times chunk = new Times();
        Times commit = new Times();
        for (int round = 0; round < ROUNDS; round++) {
            restore(state, shape, round, chunk, commit);
        }
        chunk.print(name, "restore: a chunk of 1,000");
        commit.print(name, "restore: its commit");
    }

    private static void restore(RegistryState state, Shape shape, int round, Times chunk, Times commit)
            throws IOException {
        String id = "r" + round;
        apply(state, new RestoreBegin(id, "0".repeat(64), false, false, RestoreBegin.ANY_REVISION));
        List<StagedInstance> instances = new ArrayList<>();
        List<StagedService> services = new ArrayList<>();
        int chunks = 0;
        int staged = 0;
        for (int service = 0; service < shape.services(); service++) {
            ServiceName serviceName = ServiceName.of("com.example.shop.Service" + (1_000_000 + service));
            for (int at = 0; at < shape.instances(); at++) {
                int number = at * shape.services() + service;
                instances.add(new StagedInstance(
                        Shape.id(number), content(round + 1), Operator.NONE, Status.RUNNING, number, number, 1));
                if (++staged % CHUNK == 0) {
                    services.add(new StagedService(serviceName, 1, instances));
                    RestoreChunk part = new RestoreChunk(id, chunks++, StagedPart.of(services));
                    chunk.measure(() -> apply(state, part));
                    instances.clear();
                    services.clear();
                }
            }
            if (!instances.isEmpty()) {
                services.add(new StagedService(serviceName, 1, instances));
                instances.clear();
            }
        }
        if (!services.isEmpty()) {
            apply(state, new RestoreChunk(id, chunks++, StagedPart.of(services)));
        }
        RestoreCommit last = new RestoreCommit(id, chunks, 0, 0);
        commit.measure(() -> apply(state, last));
    }

    private static Outcome apply(RegistryState state, Command command) {
        Position before = state.root().position();
        Outcome outcome = state.apply(before.index() + 1, 1, new Entry(before.index(), List.of(command)))
                .outcomes()
                .get(0);
        if (outcome instanceof Outcome.Rejected rejected) {
            throw new IllegalStateException(rejected.toString());
        }
        return outcome;
    }

    private static RegistryState filled(Shape shape) {
        RegistryState state = new RegistryState();
        List<ServiceName> names = shape.names();
        List<Command> batch = new ArrayList<>();
        long index = 0;
        for (int number = 0; number < shape.total(); number++) {
            batch.add(new Register(null, names.get(number % names.size()), Shape.id(number), content(0), true));
            if (batch.size() == Entry.MAX_COMMANDS) {
                state.apply(++index, 1, new Entry(index, batch));
                batch.clear();
            }
        }
        state.apply(++index, 1, new Entry(index, batch));
        return state;
    }

    private static Content content(int round) {
        Parameters parameters = Parameters.of(Map.of("env", "production", "version", "1.0." + round));
        return new Content(parameters, 100, Lease.DEFAULT, Content.NO_GENERATION, null, null, Content.PLAIN.release());
    }

    /** CPU times of one thing that is done again and again. */
    private static final class Times {
        private double first = -1;
        private double best = Double.MAX_VALUE;

        /** A step that may fail. */
        private interface Step {
            Object run() throws IOException;
        }

        void measure(Step step) throws IOException {
            long began = THREADS.getCurrentThreadCpuTime();
            Object result = step.run();
            double millis = (THREADS.getCurrentThreadCpuTime() - began) / 1e6;
            if (result == null) {
                throw new IllegalStateException("nothing was done");
            }
            first = first < 0 ? millis : first;
            best = Math.min(best, millis);
        }

        void print(String shape, String what) {
            System.out.printf(Locale.ROOT, "| %s | %s | %,.1f | %,.1f |%n", shape, what, first, best);
        }
    }
}
