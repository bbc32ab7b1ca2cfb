package io.maregistry.server.grpc;

import io.maregistry.server.net.EventLoops;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * The streams of a server by their event loops: one round in a while costs less than a timer for each of 20,000. A loop's
 * set belongs to that loop; the methods may be called by any thread unless they say otherwise.
 */
final class OpenStreams {

    private final Map<EventExecutor, Set<Stream>> byLoop;
    private final List<Future<?>> rounds = new ArrayList<>();
    private volatile boolean isDraining;

    OpenStreams(EventLoops loops) {
        this.byLoop = StreamSupport.stream(loops.workers().spliterator(), false)
                .collect(Collectors.toUnmodifiableMap(loop -> loop, loop -> new LinkedHashSet<>()));
    }

    /** A stream that is open; all on its event loop. */
    interface Stream {

        /** Looks after itself. */
        void check(long nowNanos);

        /** Ends as soon as it can, since the node stops. */
        void drain();
    }

    /** Has every stream look after itself every so often; once. */
    synchronized void start(long periodNanos, LongSupplier nanoTime) {
        byLoop.forEach((loop, streams) -> rounds.add(loop.scheduleWithFixedDelay(
                () -> List.copyOf(streams).forEach(stream -> stream.check(nanoTime.getAsLong())),
                periodNanos,
                periodNanos,
                TimeUnit.NANOSECONDS)));
    }

    /** On that loop. */
    void add(EventExecutor loop, Stream stream) {
        on(loop).add(stream);
        if (isDraining) {
            stream.drain();
        }
    }

    /** On that loop. */
    void remove(EventExecutor loop, Stream stream) {
        on(loop).remove(stream);
    }

    /** Ends all streams, later ones too. */
    synchronized void drain() {
        isDraining = true;
        byLoop.forEach(
                (loop, streams) -> loop.execute(() -> List.copyOf(streams).forEach(Stream::drain)));
        rounds.forEach(round -> round.cancel(false));
        rounds.clear();
    }

    private Set<Stream> on(EventExecutor loop) {
        Set<Stream> streams = byLoop.get(loop);
        if (streams == null) {
            throw new IllegalStateException("not an event loop of this server");
        }
        return streams;
    }
}
