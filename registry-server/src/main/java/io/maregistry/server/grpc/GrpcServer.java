package io.maregistry.server.grpc;

import io.grpc.Attributes;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.ServerTransportFilter;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.maregistry.server.config.Address;
import io.maregistry.server.config.LimitsConfig;
import io.maregistry.server.net.Budget;
import io.maregistry.server.net.EventLoops;
import io.maregistry.server.net.WorkPool;
import io.maregistry.server.registry.ClusterView;
import io.maregistry.server.registry.ConfigItems;
import io.maregistry.server.registry.Discovery;
import io.maregistry.server.registry.Drains;
import io.maregistry.server.registry.InstanceRenewals;
import io.maregistry.server.registry.Patches;
import io.maregistry.server.registry.Registrations;
import io.maregistry.server.registry.Tenancy;
import io.maregistry.server.registry.Watchers;
import io.maregistry.server.registry.Watching;
import io.maregistry.wire.InstanceLimits;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.grpc.MetricCollectingServerInterceptor;
import io.netty.channel.ChannelOption;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gRPC port of a node. {@link #start} binds it; {@link #close} sends GOAWAY, tells every stream that the node stops,
 * answers what is open, and gives that up after ten seconds; who watches the node's health is cut off a second after the last
 * answer. Both may be called once each or more often, by any thread but an event loop.
 */
public final class GrpcServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(GrpcServer.class);
    private static final int MAX_CALLS = 4_096; // of one connection at a time
    private static final int MAX_CANCELLED =
            500; // calls of one connection in a window, since a cancelled one is not counted
    private static final int CANCELLED_WINDOW_SECONDS = 10;
    private static final long MAX_DRAINING_SECONDS = 10;
    private static final long MAX_PARTING_SECONDS = 1; // behind the last answer, for those who look on
    private static final long MAX_IDLE_MINUTES = 5; // of a connection without a call
    private static final long MAX_PING_SECONDS = 5; // between two pings of a client: oftener is refused
    private static final long PING_SECONDS = 30;
    private static final long PING_ANSWER_SECONDS = 10;
    private static final long LEAST_UNREAD = 64L << 20;
    private static final long MAX_ROUND_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Settings settings;
    private final EventLoops loops;
    private final OpenStreams streams;
    private final OpenCalls calls = new OpenCalls();
    private final HealthStatusManager health = new HealthStatusManager();
    private final Readiness readiness;
    private final AtomicInteger connections = new AtomicInteger();
    private final Budget unread;
    private final Server server;
    private final long roundNanos;
    private @Nullable Future<?> looks;
    private boolean isStarted;
    private boolean isClosed;

    /**
     * @param useCases what the methods call
     * @param loops the threads of connections; not closed with the server
     * @param work for what may not run on those; not closed with the server
     * @param metrics takes the server's metrics
     */
    public GrpcServer(Settings settings, UseCases useCases, EventLoops loops, WorkPool work, MeterRegistry metrics) {
        this.settings = settings;
        this.loops = loops;
        this.streams = new OpenStreams(loops, settings.limits().connections().blocked());
        this.unread = new Budget("long replies", settings.unreadBytes());
        this.readiness = new Readiness(useCases.discovery(), health);
        this.roundNanos = Math.min(useCases.watching().progress().toNanos() / 4, MAX_ROUND_NANOS);
        Gauge.builder("maregistry.grpc.connections", connections, AtomicInteger::get)
                .description("open connections")
                .register(metrics);
        this.server = builder()
                .intercept(new MetricCollectingServerInterceptor(metrics))
                .addStreamTracerFactory(new CutOff())
                .addTransportFilter(new Counting())
                .addService(ServerInterceptors.intercept(calls(useCases, work), calls))
                .addService(health.getHealthService())
                .addService(ProtoReflectionServiceV1.newInstance())
                .build();
    }

    /**
     * What the server is told.
     *
     * @param listen where it binds; port 0 = any free one
     * @param limits how much it takes
     * @param instance how much an instance may say
     * @param unreadBytes of long replies that clients have asked for and not read yet, over all connections
     */
    public record Settings(Address listen, LimitsConfig limits, InstanceLimits instance, long unreadBytes) {

        /** With an eighth of the memory for what is not read yet. */
        public Settings(Address listen, LimitsConfig limits, InstanceLimits instance) {
            this(
                    listen,
                    limits,
                    instance,
                    Math.max(LEAST_UNREAD, Runtime.getRuntime().maxMemory() / 8));
        }
    }

    /** What can be asked of the registry. */
    public record UseCases(
            Discovery discovery,
            ClusterView cluster,
            Registrations registrations,
            InstanceRenewals renewals,
            Drains drains,
            Watchers watchers,
            Patches patches,
            ConfigItems configs,
            Tenancy tenancy,
            Watching watching) {}

    private NettyServerBuilder builder() {
        return NettyServerBuilder.forAddress(new InetSocketAddress(
                        settings.listen().host(), settings.listen().port()))
                .bossEventLoopGroup(loops.acceptor())
                .workerEventLoopGroup(loops.workers())
                .channelType(loops.serverChannel())
                .withOption(ChannelOption.SO_BACKLOG, 4_096)
                .withOption(ChannelOption.SO_REUSEADDR, true)
                .withChildOption(ChannelOption.TCP_NODELAY, true)
                .directExecutor()
                .handshakeTimeout(settings.limits().head().time().toMillis(), TimeUnit.MILLISECONDS)
                .maxInboundMessageSize(settings.limits().body().sizeBytes())
                .maxInboundMetadataSize(settings.limits().head().sizeBytes())
                .maxConcurrentCallsPerConnection(MAX_CALLS)
                .maxRstFramesPerWindow(MAX_CANCELLED, CANCELLED_WINDOW_SECONDS)
                .maxConnectionIdle(MAX_IDLE_MINUTES, TimeUnit.MINUTES)
                .permitKeepAliveWithoutCalls(true)
                .permitKeepAliveTime(MAX_PING_SECONDS, TimeUnit.SECONDS)
                .keepAliveTime(PING_SECONDS, TimeUnit.SECONDS)
                .keepAliveTimeout(PING_ANSWER_SECONDS, TimeUnit.SECONDS);
    }

    private RegistryCalls calls(UseCases useCases, WorkPool work) {
        CallErrors errors = new CallErrors(useCases.discovery(), useCases.cluster());
        Replies replies = new Replies(loops, errors, streams, unread);
        Roots roots = new Roots(useCases.discovery(), useCases.cluster());
        WriteCalls.Limits limits = new WriteCalls.Limits(
                settings.instance(),
                settings.limits().batch().registrations(),
                settings.limits().batch().renewals());
        return new RegistryCalls(
                new WriteCalls(useCases.registrations(), useCases.renewals(), roots, replies, limits),
                new DrainCalls(useCases.drains(), useCases.watchers(), roots, replies, limits),
                new PatchCalls(useCases.patches(), roots, replies, settings.instance()),
                new ReadCalls(roots, useCases.cluster(), work, replies),
                new ConfigCalls(useCases.configs(), roots, work, replies),
                new NamespaceCalls(useCases.tenancy(), roots, work, replies),
                new RoutingCalls(useCases.tenancy(), roots, replies),
                new KeepAliveStream.Parts(useCases.renewals(), errors, streams, limits),
                new WatchStream.Parts(
                        useCases.watching(), useCases.discovery(), roots, errors, streams, System::nanoTime),
                loops,
                useCases.cluster().name());
    }

    /** Binds the port, and returns where; {@code IOException} where it is taken or may not be bound. */
    public synchronized InetSocketAddress start() throws IOException {
        if (!isStarted) {
            try {
                server.start();
            } catch (IOException unbound) {
                throw new IOException("grpc.listen " + settings.listen() + " cannot be bound", unbound.getCause());
            }
            isStarted = true;
            streams.start(roundNanos, System::nanoTime);
            looks = loops.workers()
                    .next()
                    .scheduleWithFixedDelay(readiness::look, roundNanos, roundNanos, TimeUnit.NANOSECONDS);
        }
        return (InetSocketAddress) server.getListenSockets().get(0);
    }

    @Override
    public synchronized void close() {
        if (isClosed) {
            return;
        }
        isClosed = true;
        if (looks != null) {
            looks.cancel(false);
            looks = null;
        }
        health.enterTerminalState();
        server.shutdown();
        if (!isStarted) {
            return;
        }
        streams.drain();
        try {
            boolean isAnswered = calls.awaitNone(TimeUnit.SECONDS.toNanos(MAX_DRAINING_SECONDS));
            if (!isAnswered) {
                LOG.warn("calls={} given up while stopping", calls.count());
            }
            if (!isAnswered || !server.awaitTermination(MAX_PARTING_SECONDS, TimeUnit.SECONDS)) {
                server.shutdownNow();
            }
        } catch (InterruptedException interrupted) {
            server.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    /** How many bytes of long replies are made and not written; for tests. */
    long unreadBytes() {
        return unread.taken();
    }

    /** How many calls of the registry itself are open; for tests. */
    int openCalls() {
        return calls.count();
    }

    private final class Counting extends ServerTransportFilter {
        @Override
        public Attributes transportReady(Attributes attributes) {
            connections.incrementAndGet();
            return attributes;
        }

        @Override
        public void transportTerminated(@Nullable Attributes attributes) {
            if (attributes != null) { // null where it was never ready
                connections.decrementAndGet();
            }
        }
    }
}
