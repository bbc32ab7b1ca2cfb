package io.maregistry.server.store.redis;

import io.lettuce.core.api.sync.RedisCommands;
import io.maregistry.model.Content;
import io.maregistry.model.Parameters;
import io.maregistry.server.state.Change;
import io.maregistry.server.state.Root;
import io.maregistry.server.store.RegistryStore;
import io.maregistry.server.store.SampleRegistry;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Prints how long Redis takes for 200,000 instances, once in 1,000 services and once in one, and the longest that it was
 * held up by one command meanwhile. A program, not a test; the figures in {@code docs/guide-stores.md} are its.
 */
final class RedisFigures {

    private static final int INSTANCES = 200_000;
    private static final int CHANGES = 1_000;
    private static final Content CONTENT =
            Content.PLAIN.withParameters(Parameters.of(Map.of("env", "dev", "zone", "a", "v", "1.0.17")));

    private final RedisCommands<String, String> commands;
    private final int services;

    private RedisFigures(RedisCommands<String, String> commands, int services) {
        this.commands = commands;
        this.services = services;
    }

    public static void main(String[] arguments) throws Exception {
        try (RedisOfTheTest redis = RedisOfTheTest.start(Files.createTempDirectory("redis"))) {
            for (int services : List.of(1_000, 1_000, 1)) { // the first one warms up
                redis.commands().flushall();
                try (RegistryStore store = redis.open(redis.port(), "")) {
                    new RedisFigures(redis.commands(), services).measure(store);
                }
            }
        }
    }

    private void measure(RegistryStore store) {
        SampleRegistry registry = filled(1);
        time("first save", () -> store.save(registry.root()));
        time("save of nothing", () -> store.save(registry.root()));
        for (int number = 0; number < INSTANCES; number++) {
            registry.renew(service(number), number);
        }
        time("save of 200,000 renewals", () -> store.save(registry.root()));
        change(registry, 0, CHANGES);
        time("save of 1,000 changes", () -> store.save(registry.root()));
        registry.takeChanges();
        change(registry, CHANGES, CHANGES / 10);
        Root root = registry.root();
        List<Change> changes = registry.takeChanges();
        time("append of 100 changes", () -> store.append(root, changes));
        time("load", store::load);
        SampleRegistry other = filled(2);
        time("save of another lineage", () -> store.save(other.root()));
        time("save of an empty one", () -> store.save(SampleRegistry.born(3).root()));
    }

    private SampleRegistry filled(long lineage) {
        SampleRegistry registry = SampleRegistry.born(lineage);
        for (int number = 0; number < INSTANCES; number++) {
            registry.register(service(number), number, CONTENT);
        }
        registry.takeChanges();
        return registry;
    }

    private void change(SampleRegistry registry, int first, int count) {
        for (int number = first; number < first + count; number++) {
            registry.register(service(number), number, CONTENT.withWeight(number % 99));
        }
    }

    private String service(int number) {
        return "com.example.Service" + number % services;
    }

    @SuppressWarnings("SystemOut") // a program that prints
    private void time(String what, Runnable call) {
        commands.configSet("slowlog-log-slower-than", "1000");
        commands.slowlogReset();
        long start = System.nanoTime();
        call.run();
        long millis = (System.nanoTime() - start) / 1_000_000;
        long micros = commands.slowlogGet(128).stream()
                .mapToLong(entry -> (Long) ((List<?>) entry).get(2))
                .max()
                .orElse(0);
        System.out.println(String.format(
                Locale.ROOT, "%,9d %-26s %6d ms, longest %6.1f ms", services, what, millis, micros / 1_000.0));
    }
}
