package io.maregistry.server.grpc;

import io.maregistry.server.net.EventLoops;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The streams of a server by their event loops: one round in a while costs less than a timer for each of 20,000. A loop's
 * set belongs to that loop; the methods may be called by any thread unless they say otherwise.
 */
final class OpenStreams {

    private static final Logger LOG = LoggerFactory.getLogger(OpenStreams.class);
    private static final long SLOWEST = 1 << 20; // bytes that a client takes in a second at least

    private final Map<EventExecutor, Set<Stream>> byLoop;
    private final List<Future<?>> rounds = new ArrayList<>();
    private final long blockedNanos;
    private volatile boolean isDraining;

    /** {@code blocked} is how long a client may take nothing of what waits for it. */
    OpenStreams(EventLoops loops, Duration blocked) {
        this.blockedNanos = blocked.toNanos();
        this.byLoop = StreamSupport.stream(loops.workers().spliterator(), false)
                .collect(Collectors.toUnmodifiableMap(loop -> loop, loop -> new LinkedHashSet<>()));
    }

    /** A stream that is open, or a long reply that is not written yet; all on its event loop. */
    interface Stream {

        /** Looks after itself. */
        void check(long nowNanos);

        /** Ends as soon as it can, since the node stops. */
        void drain();

        /** Ends now, and tells its client why. */
        void fail(Throwable why);
    }

    /** Has every stream look after itself every so often; once. */
    synchronized void start(long periodNanos, LongSupplier nanoTime) {
        byLoop.forEach((loop, streams) -> rounds.add(loop.scheduleWithFixedDelay(
                () -> forEach(streams, stream -> stream.check(nanoTime.getAsLong())),
                periodNanos,
                periodNanos,
                TimeUnit.NANOSECONDS)));
    }

    /** What notes how long a client takes nothing while at most that many bytes wait for it. */
    Blockage blockage(long bytes) {
        return new Blockage(blockedNanos + TimeUnit.SECONDS.toNanos(bytes) / SLOWEST);
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
        byLoop.forEach((loop, streams) -> loop.execute(() -> forEach(streams, Stream::drain)));
        rounds.forEach(round -> round.cancel(false));
        rounds.clear();
    }

    /** A fault of one stream ends that stream, and neither the round nor the rounds behind it. */
    private static void forEach(Set<Stream> streams, Consumer<Stream> action) {
        for (Stream stream : List.copyOf(streams)) {
            try {
                action.accept(stream);
            } catch (RuntimeException fault) { // whatever it is
                end(streams, stream, fault);
            }
        }
    }

    private static void end(Set<Stream> streams, Stream stream, RuntimeException fault) {
        try {
            stream.fail(fault);
        } catch (RuntimeException unspeakable) { // nobody can be told any more
            fault.addSuppressed(unspeakable);
            LOG.error("a stream is given up", fault);
            streams.remove(stream);
        }
    }

    private Set<Stream> on(EventExecutor loop) {
        Set<Stream> streams = byLoop.get(loop);
        if (streams == null) {
            throw new IllegalStateException("not an event loop of this server");
        }
        return streams;
    }
}
