package io.maregistry.server.grpc;

import io.maregistry.model.Content;
import io.maregistry.model.InstanceId;
import io.maregistry.model.ServiceName;
import io.maregistry.proto.v1.WatchEvent;
import io.maregistry.server.config.LimitsConfig;
import io.maregistry.server.net.EventLoops;
import io.maregistry.server.registry.ClusterView;
import io.maregistry.server.registry.Discovery;
import io.maregistry.server.registry.InstanceRenewals;
import io.maregistry.server.registry.Watching;
import io.maregistry.server.replication.InMemoryReplication;
import io.maregistry.server.state.Register;
import io.maregistry.server.watch.WatchLimits;
import io.maregistry.server.watch.Watches;
import io.maregistry.wire.InstanceLimits;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The streams of a server without its port, over a registry in memory: a test says when the connection takes something and
 * when the watch thread runs. The test's thread.
 */
final class StreamsUnderTest implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 20;

    final InMemoryReplication replication = InMemoryReplication.born();
    final Discovery discovery = new Discovery(replication, replication, replication);
    final ClusterView cluster = new ClusterView(replication, InMemoryReplication.SELF, 10_000);
    final EventLoops loops = EventLoops.of(1);
    final Roots roots = new Roots(discovery, cluster);
    final CallErrors errors = new CallErrors(discovery, cluster);
    final OpenStreams streams = new OpenStreams(loops, Duration.ofSeconds(20));
    private final Deque<Runnable> watchTasks = new ArrayDeque<>();
    final Watches watches;
    volatile long nanos;
    volatile boolean isClockBroken;
    final Watching watching;

    StreamsUnderTest() {
        LimitsConfig limits = LimitsConfig.DEFAULT;
        watches = new Watches(
                new WatchLimits(
                        1_000, 1 << 20, 100, 1 << 20, limits.connections().watches()),
                replication.root(),
                this::later);
        replication.listen(watches::applied);
        watching = new Watching(discovery, replication, watches, Duration.ofSeconds(5));
    }

    private long nanoTime() {
        if (isClockBroken) {
            throw new IllegalStateException("no time");
        }
        return nanos;
    }

    private synchronized void later(Runnable task) {
        watchTasks.add(task);
    }

    /** How many tasks wait for the watch thread. */
    synchronized int watchTasks() {
        return watchTasks.size();
    }

    /** Has the watch thread do what waits for it, and the event loop what follows from it. */
    void watchThreadRuns() throws Exception {
        Runnable task = nextTask();
        while (task != null) {
            task.run();
            on(() -> null);
            task = nextTask();
        }
    }

    private synchronized @Nullable Runnable nextTask() {
        return watchTasks.poll();
    }

    KeepAliveStream.Parts keepAlive() {
        return new KeepAliveStream.Parts(
                new InstanceRenewals(replication, discovery),
                errors,
                streams,
                new WriteCalls.Limits(InstanceLimits.DEFAULT, 1_000, 4_096));
    }

    WatchStream.Parts watch() {
        return new WatchStream.Parts(watching, discovery, roots, errors, streams, this::nanoTime);
    }

    /** A stream that is open, and has greeted its client. */
    WatchStream watch(Caller<WatchEvent> caller) throws Exception {
        return on(() -> WatchStream.open(watch(), loops.current(), caller, new WatchStream.Name("n1-g1", "n1", "h:1")));
    }

    /** One more instance, which the watch thread has not heard of yet. */
    void register(String service, int port) {
        replication.apply(new Register(
                null, ServiceName.of(service), InstanceId.ofUrl(GrpcUnderTest.url(port)), Content.PLAIN, true));
    }

    /** Has that done on the event loop, and waits for it. */
    <T> T on(Callable<T> action) throws InterruptedException, ExecutionException, TimeoutException {
        return loops.workers().next().submit(action).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        loops.close();
    }
}
