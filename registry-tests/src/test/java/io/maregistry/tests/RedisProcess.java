package io.maregistry.tests;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import io.maregistry.server.config.StoreConfig;
import io.maregistry.testkit.FreePorts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import redis.embedded.RedisServer;

/** A real Redis on loopback, read by the commands that the redis-registry documents. */
final class RedisProcess implements AutoCloseable {

    private final int port = FreePorts.take(1).get(0);
    private final RedisServer server;
    private final RedisClient client;
    private final RedisCommands<String, String> commands;

    RedisProcess(Path directory) throws IOException {
        server = RedisServer.newRedisServer()
                .port(port)
                .bind("127.0.0.1")
                .setting("save \"\"")
                .setting("dir " + directory)
                .build();
        server.start();
        client = RedisClient.create("redis://127.0.0.1:" + port);
        commands = client.connect().sync();
    }

    /** The settings of a node that exports to it under that prefix. */
    StoreConfig store(String prefix, boolean imported) {
        return new StoreConfig(
                StoreConfig.REDIS,
                Duration.ofSeconds(1),
                imported,
                StoreConfig.DEFAULT.path(),
                StoreConfig.DEFAULT.jdbc(),
                new StoreConfig.Redis("redis://127.0.0.1:" + port, "", "", prefix),
                Map.of());
    }

    /** Each instance of the service by its instanceId. */
    Map<String, Map<String, String>> instances(String prefix, String service) {
        Map<String, Map<String, String>> instances = new TreeMap<>();
        for (String id : ids(prefix, service)) {
            instances.put(id, commands.hgetall(prefix + ":services:" + service + ":" + id));
        }
        return instances;
    }

    Set<String> ids(String prefix, String service) {
        return commands.smembers(prefix + ":service_instances:" + service);
    }

    /** When the instance was last heard, in epoch milliseconds. */
    long heartbeat(String prefix, String service, String id) {
        return commands.zscore(prefix + ":heartbeat:" + service, id).longValue();
    }

    @Override
    public void close() throws IOException {
        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
        server.stop();
    }
}
