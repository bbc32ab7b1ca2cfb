package io.maregistry.server.store.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.maregistry.server.config.StoreConfig;
import io.maregistry.server.store.RegistryStore;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import redis.embedded.RedisServer;
import redis.embedded.core.RedisServerBuilder;

/** A real Redis on loopback, and a client that sees all of it. */
final class RedisOfTheTest implements AutoCloseable {

    private final RedisServer server;
    private final int port;
    private final Path directory;
    private final String password;
    private final RedisClient client;
    private final StatefulRedisConnection<String, String> connection;

    private RedisOfTheTest(Path directory, String password) throws IOException {
        this.directory = directory;
        this.password = password;
        this.port = freePort();
        RedisServerBuilder builder = RedisServer.newRedisServer()
                .port(port)
                .bind("127.0.0.1")
                .setting("save \"\"")
                .setting("dir " + directory);
        server = builder.settingIf(!password.isEmpty(), "requirepass " + password)
                .build();
        server.start();
        RedisURI uri = uri();
        client = RedisClient.create(
                password.isEmpty()
                        ? uri
                        : RedisURI.builder(uri)
                                .withPassword(password.toCharArray())
                                .build());
        connection = client.connect();
    }

    static RedisOfTheTest start(Path directory) throws IOException {
        return new RedisOfTheTest(directory, "");
    }

    static RedisOfTheTest start(Path directory, String password) throws IOException {
        return new RedisOfTheTest(directory, password);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    int port() {
        return port;
    }

    String password() {
        return password;
    }

    RedisCommands<String, String> commands() {
        return connection.sync();
    }

    RedisClient client() {
        return client;
    }

    /** A store that reaches it at that port, with the right password. */
    RegistryStore open(int atPort, String prefix) throws IOException {
        return open(atPort, prefix, password);
    }

    RegistryStore open(int atPort, String prefix, String withPassword) throws IOException {
        return openAs("", withPassword, atPort, prefix);
    }

    RegistryStore openAs(String user, String withPassword, int atPort, String prefix) throws IOException {
        Path file = Files.writeString(Files.createTempFile(directory, "password", ""), withPassword + "\n");
        return RedisStoreProvider.open(
                new StoreConfig.Redis(
                        "redis://127.0.0.1:" + atPort,
                        user,
                        withPassword.isEmpty() ? "" : file.getFileName().toString(),
                        prefix),
                directory,
                new RedisLink.Patience(Duration.ofSeconds(2), Duration.ofSeconds(2)));
    }

    /** It ends and begins again with nothing, as one that keeps nothing on a disk. */
    void restart() throws IOException {
        server.stop();
        server.start();
    }

    /** Where it is, without a password. */
    RedisURI uri() {
        return RedisURI.create("redis://127.0.0.1:" + port);
    }

    @Override
    public void close() throws IOException {
        connection.close();
        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
        server.stop();
    }
}
