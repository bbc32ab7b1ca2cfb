package io.maregistry.server.store.jdbc;

import io.maregistry.model.Content;
import io.maregistry.model.Parameters;
import io.maregistry.server.config.StoreConfig;
import io.maregistry.server.state.Change;
import io.maregistry.server.state.Root;
import io.maregistry.server.store.RegistryStore;
import io.maregistry.server.store.SampleRegistry;
import io.maregistry.server.store.file.FileStoreProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Prints how long stores take for 100,000 instances: first save, save of nothing new, of 100,000 renewals, of 1,000
 * changes, 10 appends of 100 changes, load. A program, not a test; the figures in {@code docs/guide-stores.md} are its.
 */
final class StoreFigures {

    private static final int INSTANCES = 100_000;
    private static final int SERVICES = 1_000;
    private static final int CHANGES = 1_000;
    private static final int APPENDS = 10;

    private StoreFigures() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createTempDirectory("stores");
        for (int round = 0; round < 2; round++) { // the first one warms up
            try (RegistryStore file = new FileStoreProvider().open(StoreConfig.DEFAULT, folder)) {
                measure("file", file);
            }
            Files.deleteIfExists(folder.resolve("registry-snapshot.json"));
            try (RegistryStore h2 =
                    new Tested("jdbc:h2:file:" + folder.resolve("h2-" + round), "keeper", "x", folder).open()) {
                measure("h2", h2);
            }
            try (PostgresServer server = PostgresServer.start();
                    RegistryStore postgres = new Tested(
                                    "jdbc:postgresql://127.0.0.1:" + server.port() + "/" + server.newDatabase(),
                                    PostgresServer.USER,
                                    PostgresServer.PASSWORD,
                                    folder)
                            .open()) {
                measure("postgresql", postgres);
            }
        }
    }

    private static void measure(String name, RegistryStore store) {
        SampleRegistry registry = SampleRegistry.born(SampleRegistry.LINEAGE);
        Content content = Content.PLAIN.withParameters(Parameters.of(Map.of("env", "dev", "zone", "a", "v", "1.0.17")));
        for (int number = 0; number < INSTANCES; number++) {
            registry.register("com.example.Service" + number % SERVICES, number, content);
        }
        time(name, "first save", () -> store.save(registry.root()));
        time(name, "save of nothing", () -> store.save(registry.root()));
        for (int number = 0; number < INSTANCES; number++) {
            registry.renew("com.example.Service" + number % SERVICES, number);
        }
        time(name, "save of 100,000 renewals", () -> store.save(registry.root()));
        change(registry, 0, CHANGES, content);
        time(name, "save of 1,000 changes", () -> store.save(registry.root()));
        registry.takeChanges();
        long[] appended = {0};
        for (int part = 0; part < APPENDS; part++) {
            change(registry, CHANGES * 2 + part * CHANGES / APPENDS, CHANGES / APPENDS, content);
            Root root = registry.root();
            List<Change> changes = registry.takeChanges();
            long start = System.nanoTime();
            if (store.append(root, changes)) {
                appended[0] += System.nanoTime() - start;
            }
        }
        print(name, "10 appends of 100 changes", appended[0]);
        time(name, "load", store::load);
    }

    private static void change(SampleRegistry registry, int first, int count, Content content) {
        for (int number = first; number < first + count; number++) {
            registry.register("com.example.Service" + number % SERVICES, number, content.withWeight(number % 99));
        }
    }

    private static void time(String name, String what, Runnable call) {
        long start = System.nanoTime();
        call.run();
        print(name, what, System.nanoTime() - start);
    }

    @SuppressWarnings("SystemOut") // a program that prints
    private static void print(String name, String what, long nanos) {
        System.out.println(String.format(Locale.ROOT, "%-11s %-26s %6d ms", name, what, nanos / 1_000_000));
    }
}
