package io.maregistry.server.store.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.MapScanCursor;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.maregistry.server.store.StoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The one connection to a Redis. It is made where something is to be done and there is none; nothing is tried by itself in
 * between, so how often is for the caller to say. Every wait ends, and after any failure the connection is given up, so that
 * no late answer is taken for another.
 *
 * <p>One thread but for {@link #close}, and lettuce's own behind it. Failures are {@link StoreException}s.
 */
class RedisLink implements AutoCloseable {

    private static final int THREADS = 2; // the fewest that lettuce takes
    private static final int MAX_WAITING = 16_384;
    private static final int SCAN_COUNT = 1_000;

    private final Supplier<RedisURI> uri;
    private final Patience patience;
    private @Nullable ClientResources resources;
    private @Nullable RedisClient client;
    private volatile @Nullable StatefulRedisConnection<String, String> connection;
    private final Map<Script, String> digests = new EnumMap<>(Script.class); // of the connection
    private volatile boolean isClosed;

    /** {@code uri} is asked before each connection, and may throw {@link StoreException}. */
    RedisLink(Supplier<RedisURI> uri, Patience patience) {
        this.uri = uri;
        this.patience = patience;
    }

    /**
     * How long it waits.
     *
     * @param connect for a connection
     * @param answer for the answers of what was sent together
     */
    record Patience(Duration connect, Duration answer) {
        static final Patience DEFAULT = new Patience(Duration.ofSeconds(3), Duration.ofSeconds(5));
    }

    /** Has a script run; the call is sent by {@link #await}. */
    RedisFuture<String> send(Script script, List<String> keys, List<String> arguments) {
        RedisAsyncCommands<String, String> commands = connected().async();
        String digest = digests.getOrDefault(script, "");
        return commands.evalsha(
                digest, ScriptOutputType.VALUE, keys.toArray(new String[0]), arguments.toArray(new String[0]));
    }

    /** Has {@link Script#READ} run; the call is sent by {@link #await}. */
    RedisFuture<List<Object>> read(List<String> keys, List<String> arguments) {
        RedisAsyncCommands<String, String> commands = connected().async();
        String digest = digests.getOrDefault(Script.READ, "");
        return commands.evalsha(
                digest, ScriptOutputType.MULTI, keys.toArray(new String[0]), arguments.toArray(new String[0]));
    }

    /** Has a command run; it is sent by {@link #await}. */
    <T> RedisFuture<T> send(Function<RedisAsyncCommands<String, String>, RedisFuture<T>> command) {
        return command.apply(connected().async());
    }

    /** The answers of what was sent, in order. */
    <T> List<T> await(List<RedisFuture<T>> sent) {
        if (sent.isEmpty()) {
            return List.of();
        }
        connected().flushCommands();
        return answers(sent);
    }

    /** The answer of one command. */
    <T> T ask(Function<RedisAsyncCommands<String, String>, RedisFuture<T>> command) {
        return await(List.of(send(command))).get(0);
    }

    /** All of a hash, in steps that hold nobody up. */
    Map<String, String> scan(String key) {
        return scan(key, SCAN_COUNT);
    }

    /** All of a hash, in steps of about so many fields. */
    Map<String, String> scan(String key, int count) {
        Map<String, String> all = new HashMap<>();
        scan(key, count, all::put);
        return all;
    }

    /** Hands over all of a hash in steps of about so many fields; some may come twice. */
    void scan(String key, int count, BiConsumer<String, String> to) {
        ScanArgs pace = ScanArgs.Builder.limit(count);
        ScanCursor at = ScanCursor.INITIAL;
        while (!at.isFinished()) {
            ScanCursor from = at;
            MapScanCursor<String, String> step = ask(commands -> commands.hscan(key, from, pace));
            step.getMap().forEach(to);
            at = step;
        }
    }

    private StatefulRedisConnection<String, String> connected() {
        StatefulRedisConnection<String, String> open = connection;
        if (open != null && open.isOpen()) {
            return open;
        }
        if (isClosed) {
            throw closed();
        }
        disconnect();
        return connect();
    }

    private static StoreException closed() {
        return new StoreException(StoreException.Kind.UNREACHABLE, "redis: the store is closed");
    }

    /**
     * Lettuce hands out about one connection in 500 a moment before it counts as connected, and rejects what is sent in that
     * moment; so a new connection that fails at once is given up for another, once.
     */
    private StatefulRedisConnection<String, String> connect() {
        RedisURI target =
                RedisURI.builder(uri.get()).withTimeout(patience.connect()).build();
        StatefulRedisConnection<String, String> first = open(target);
        try {
            loadScripts(first);
            return first;
        } catch (StoreException tooEarly) {
            if (tooEarly.kind() != StoreException.Kind.UNREACHABLE) {
                throw tooEarly;
            }
            StatefulRedisConnection<String, String> second = open(target);
            loadScripts(second);
            return second;
        }
    }

    private StatefulRedisConnection<String, String> open(RedisURI target) {
        RedisClient lettuce = client();
        try {
            StatefulRedisConnection<String, String> made = lettuce.connect(StringCodec.UTF8, target);
            connection = made;
            made.setTimeout(patience.answer());
            made.setAutoFlushCommands(false);
            return made;
        } catch (RuntimeException failure) { // of many types: lettuce's own, Netty's, those of name resolution and TLS
            disconnect();
            throw RedisFailures.told("redis at " + target.getHost() + ':' + target.getPort(), failure);
        }
    }

    private void loadScripts(StatefulRedisConnection<String, String> made) {
        Map<Script, RedisFuture<String>> loaded = new EnumMap<>(Script.class);
        for (Script script : Script.values()) {
            loaded.put(script, made.async().scriptLoad(script.text()));
        }
        made.flushCommands();
        Iterator<String> answers = answers(List.copyOf(loaded.values())).iterator(); // in the order of the scripts
        loaded.keySet().forEach(script -> digests.put(script, answers.next()));
    }

    private <T> List<T> answers(List<RedisFuture<T>> sent) {
        long end = System.nanoTime() + patience.answer().toNanos();
        List<T> answers = new ArrayList<>(sent.size());
        try {
            for (RedisFuture<T> one : sent) {
                answers.add(one.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS));
            }
            return answers;
        } catch (TimeoutException late) {
            disconnect();
            throw new StoreException(
                    StoreException.Kind.UNREACHABLE,
                    "redis does not answer within " + patience.answer().toSeconds() + " s");
        } catch (ExecutionException failure) {
            disconnect();
            throw RedisFailures.told("redis", failure);
        } catch (InterruptedException stopping) {
            disconnect();
            Thread.currentThread().interrupt();
            throw new StoreException(StoreException.Kind.UNREACHABLE, "redis: interrupted", stopping);
        }
    }

    private synchronized RedisClient client() {
        if (isClosed) {
            throw closed();
        }
        RedisClient made = client;
        if (made == null) {
            ClientResources threads = DefaultClientResources.builder()
                    .ioThreadPoolSize(THREADS)
                    .computationThreadPoolSize(THREADS)
                    .build();
            made = RedisClient.create(threads);
            made.setOptions(options());
            resources = threads;
            client = made;
        }
        return made;
    }

    private ClientOptions options() {
        return ClientOptions.builder()
                .autoReconnect(false)
                .maintNotificationsConfig(MaintNotificationsConfig.disabled())
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .requestQueueSize(MAX_WAITING)
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(patience.connect())
                        .keepAlive(true)
                        .build())
                .build();
    }

    private void disconnect() {
        StatefulRedisConnection<String, String> open = connection;
        connection = null;
        digests.clear();
        if (open instanceof RedisChannelHandler<?, ?> handler && !handler.isClosed()) { // else it has closed itself
            var unused = open.closeAsync();
        }
    }

    /** Idempotent; any thread, also while another one waits for an answer, which then ends. */
    @Override
    public void close() {
        RedisClient ending;
        ClientResources threads;
        synchronized (this) {
            isClosed = true;
            ending = client;
            threads = resources;
            client = null;
            resources = null;
        }
        connection = null; // the client closes it
        if (ending != null && threads != null) {
            ending.shutdown(Duration.ZERO, patience.connect());
            var unused = threads.shutdown(0, patience.connect().toSeconds(), TimeUnit.SECONDS);
        }
    }
}
