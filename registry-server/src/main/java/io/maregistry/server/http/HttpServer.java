package io.maregistry.server.http;

import io.maregistry.server.centre.Centre;
import io.maregistry.server.centre.CentreCalls;
import io.maregistry.server.config.Address;
import io.maregistry.server.config.LimitsConfig;
import io.maregistry.server.net.Budget;
import io.maregistry.server.net.EventLoops;
import io.maregistry.server.net.WorkPool;
import io.maregistry.server.registry.ClusterView;
import io.maregistry.server.registry.ConfigItems;
import io.maregistry.server.registry.Discovery;
import io.maregistry.server.registry.DocumentRenewals;
import io.maregistry.server.registry.Drains;
import io.maregistry.server.registry.InstanceRenewals;
import io.maregistry.server.registry.Patches;
import io.maregistry.server.registry.Registrations;
import io.maregistry.server.registry.Restores;
import io.maregistry.server.registry.Tenancy;
import io.maregistry.server.registry.Transfers;
import io.maregistry.server.registry.Watchers;
import io.maregistry.server.registry.Watching;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP port of a node. {@link #start} binds it; {@link #close} takes no further connection, answers what is open, and
 * gives that up after ten seconds. Both may be called once each or more often, by any thread but an event loop.
 */
public final class HttpServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);
    private static final Duration MAX_DRAINING = Duration.ofSeconds(10);
    private static final Duration MAX_ROUND = Duration.ofSeconds(1);
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(32 * 1024, 64 * 1024);
    private static final long LEAST_MEMORY_FOR_BODIES = 16L << 20;

    private final Settings settings;
    private final EventLoops loops;
    private final Serving serving;
    private final Watchmen watchmen;
    private final OpenConnections connections;
    private @Nullable Channel listening;

    /**
     * @param useCases what the routes call
     * @param loops the threads of connections; not closed with the server
     * @param work for what may not run on those; not closed with the server
     * @param metrics takes the server's metrics, and is what {@code /metrics} shows
     */
    public HttpServer(
            Settings settings, UseCases useCases, EventLoops loops, WorkPool work, PrometheusMeterRegistry metrics) {
        this.settings = settings;
        this.loops = loops;
        Reads reads = new Reads(useCases.discovery(), useCases.cluster());
        Spool spool = new Spool(settings.spoolDirectory(), work);
        Resources resources = new Resources(settings.limits(), reads, settings.wallMillis(), work, settings.relay());
        resources.addDocuments(useCases.registrations(), useCases.documentRenewals());
        resources.addInstances(useCases.registrations(), useCases.renewals());
        resources.addPatches(useCases.patches());
        resources.addConfigs(useCases.configs(), useCases.watching());
        resources.addDrains(useCases.drains(), useCases.watchers());
        resources.addServices(useCases.watching());
        resources.addNames(useCases.tenancy());
        resources.addWatch(useCases.watching(), useCases.cluster().name(), run(), metrics);
        resources.addCluster(useCases, settings.isInsecure());
        resources.addSnapshots(useCases.restores(), spool);
        resources.addCentre(new Centre(useCases.registrations(), useCases.renewals(), useCases.discovery()), spool);
        resources.addCentreCalls(useCases.centreCalls(), spool);
        resources.addOperations(useCases.discovery(), metrics::scrape);
        this.serving = new Serving(
                new MeteredRouter(new Router(resources.routes()), metrics),
                reads::labels,
                new ErrorAnswers(settings.redirectsWriters(), settings.wallMillis()),
                new AnswerHead(settings.wallMillis()),
                settings.limits(),
                new Serving.Rooms(new Budget("bodies", memoryForBodies()), spool));
        this.watchmen = new Watchmen(
                loops.workers(),
                roundNanos(settings.limits(), useCases.watching().progress()),
                System::nanoTime);
        this.connections = new OpenConnections(settings.limits().connections().count());
        Gauge.builder("maregistry.http.connections", connections, OpenConnections::count)
                .description("open connections")
                .register(metrics);
    }

    /**
     * What the server is told.
     *
     * @param listen where it binds; port 0 = any free one
     * @param limits how much it takes
     * @param spoolDirectory where bodies go that are too large for memory; made where it is not there
     * @param redirectsWriters whether writers are sent to the leader, rather than told that this node is not it
     * @param relay takes the writes of instances that are not done here; null = none
     * @param isInsecure whether the node port is open without authentication, which {@code /info} shows
     * @param wallMillis the wall's clock, epoch milliseconds, which answers show
     */
    public record Settings(
            Address listen,
            LimitsConfig limits,
            Path spoolDirectory,
            boolean redirectsWriters,
            @Nullable LeaderRelay relay,
            boolean isInsecure,
            LongSupplier wallMillis) {}

    /** What can be asked of the registry. */
    public record UseCases(
            Discovery discovery,
            ClusterView cluster,
            Registrations registrations,
            Patches patches,
            ConfigItems configs,
            Tenancy tenancy,
            Drains drains,
            Watchers watchers,
            DocumentRenewals documentRenewals,
            InstanceRenewals renewals,
            Transfers transfers,
            Restores restores,
            Watching watching,
            CentreCalls centreCalls) {}

    /** Binds the port, and returns where; {@code IOException} where it is taken or may not be bound. */
    public synchronized InetSocketAddress start() throws IOException {
        if (listening == null) {
            serving.rooms().spool().prepare();
            watchmen.start();
            listening = bind();
        }
        return (InetSocketAddress) listening.localAddress();
    }

    private Channel bind() throws IOException {
        InetSocketAddress address = new InetSocketAddress(
                settings.listen().host(), settings.listen().port());
        var bound = new ServerBootstrap()
                .group(loops.acceptor(), loops.workers())
                .channel(loops.serverChannel())
                .option(ChannelOption.SO_BACKLOG, 4_096)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                .childHandler(new Opening())
                .bind(address)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            watchmen.stop();
            throw new IOException("http.listen " + settings.listen() + " cannot be bound", bound.cause());
        }
        return bound.channel();
    }

    @Override
    public synchronized void close() {
        Channel port = listening;
        if (port == null) {
            return;
        }
        listening = null;
        port.close().awaitUninterruptibly();
        watchmen.forEach(Connection::drain);
        try {
            if (!connections.awaitNone(MAX_DRAINING)) {
                LOG.warn("connections={} given up while stopping", connections.count());
                watchmen.forEach(Connection::end);
            }
        } catch (InterruptedException interrupted) {
            watchmen.forEach(Connection::end);
            Thread.currentThread().interrupt();
        }
        watchmen.stop();
    }

    /** The routes of the server, for whoever compares them with their description. */
    List<Route> routes() {
        return serving.routes().routes();
    }

    /** Four digits that tell this run of the node from those before it. */
    private static String run() {
        return String.format(Locale.ROOT, "%04x", new SecureRandom().nextInt(1 << 16));
    }

    private static long memoryForBodies() {
        return Math.max(LEAST_MEMORY_FOR_BODIES, Runtime.getRuntime().maxMemory() / 8);
    }

    /** A connection is looked at often enough to be closed near its limit. */
    private static long roundNanos(LimitsConfig limits, Duration progress) {
        return Stream.of(
                        limits.head().time(),
                        limits.body().time(),
                        limits.connections().idle(),
                        limits.connections().blocked(),
                        progress)
                .mapToLong(Duration::toNanos)
                .map(nanos -> Math.min(nanos / 4, MAX_ROUND.toNanos()))
                .min()
                .orElse(MAX_ROUND.toNanos());
    }

    private final class Opening extends ChannelInitializer<Channel> {
        @Override
        @SuppressWarnings("FutureReturnValueIgnored") // nothing depends on when or how it is closed
        protected void initChannel(Channel channel) {
            if (!connections.admit(channel)) {
                var unused = channel.close();
                return;
            }
            StrictRequestDecoder decoder =
                    new StrictRequestDecoder(settings.limits().head());
            channel.pipeline().addLast(decoder, new Connection(serving, decoder, watchmen, System::nanoTime));
        }
    }
}
