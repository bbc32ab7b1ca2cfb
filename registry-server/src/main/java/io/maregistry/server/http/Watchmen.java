package io.maregistry.server.http;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.EventExecutorGroup;
import io.netty.util.concurrent.Future;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks after the open connections of every event loop: one round in a while costs less than a timer for each of 20,000
 * connections. A {@link Watchman} belongs to its event loop; this class is safe for any thread.
 */
final class Watchmen {

    private final Map<EventExecutor, Watchman> byLoop = new HashMap<>();
    private final long periodNanos;
    private final LongSupplier nanoTime;

    Watchmen(EventExecutorGroup loops, long periodNanos, LongSupplier nanoTime) {
        this.periodNanos = periodNanos;
        this.nanoTime = nanoTime;
        for (EventExecutor loop : loops) {
            byLoop.put(loop, new Watchman());
        }
    }

    void start() {
        byLoop.forEach((loop, watchman) -> watchman.rounds = loop.scheduleWithFixedDelay(
                () -> watchman.round(nanoTime.getAsLong()), periodNanos, periodNanos, TimeUnit.NANOSECONDS));
    }

    void stop() {
        byLoop.values().forEach(Watchman::stop);
    }

    Watchman of(EventLoop loop) {
        Watchman watchman = byLoop.get(loop);
        if (watchman == null) {
            throw new IllegalStateException("not an event loop of this server");
        }
        return watchman;
    }

    /** Has {@code action} done with every open connection, on its event loop. */
    void forEach(Consumer<Connection> action) {
        byLoop.forEach((loop, watchman) ->
                loop.execute(() -> List.copyOf(watchman.connections).forEach(action)));
    }

    /** The connections of one event loop. */
    static final class Watchman {

        private final Set<Connection> connections = new HashSet<>();
        private volatile @Nullable Future<?> rounds;

        void add(Connection connection) {
            connections.add(connection);
        }

        void remove(Connection connection) {
            connections.remove(connection);
        }

        private void round(long nowNanos) {
            for (Connection connection : List.copyOf(connections)) {
                try {
                    connection.check(nowNanos);
                } catch (RuntimeException fault) { // one that cannot be checked must not end the rounds for the others
                    connection.closeFor(fault);
                }
            }
        }

        private void stop() {
            Future<?> running = rounds;
            if (running != null) {
                running.cancel(false);
            }
        }
    }
}
