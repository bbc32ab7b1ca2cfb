package io.maregistry.client;

import io.maregistry.client.internal.naming.HttpCalls;
import io.maregistry.client.internal.renewal.Renewals;
import io.maregistry.client.internal.routing.Router;
import io.maregistry.client.internal.transport.GrpcTransport;
import io.maregistry.client.internal.transport.Transport;
import io.maregistry.client.internal.view.ConfigListening;
import io.maregistry.client.internal.view.ListenerThread;
import io.maregistry.client.internal.view.RoutedSource;
import io.maregistry.client.internal.view.Time;
import io.maregistry.client.internal.view.ViewOptions;
import io.maregistry.client.spi.ClientOptions;
import io.maregistry.error.RegistryException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a client is made of, started and ended together. Any thread. */
final class ClientParts implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ClientParts.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

    private final ClientOptions options;
    private final ClientThreads threads = new ClientThreads();
    private final ListenerThread listeners = new ListenerThread();
    private final Transport transport;
    private final Router router;
    private final Renewals renewals;
    private final Changing changing;
    private final Registering registering;
    private final Reading reading;
    private final Viewing viewing;
    private final ConfigListening listening;
    private final Configs configs;
    private final Namespaces namespaces;
    private final HttpCalls http;
    private final Thread atExit = new Thread(this::exit, ClientThreads.PREFIX + "exit");
    private final AtomicBoolean isClosed = new AtomicBoolean();

    ClientParts(ClientOptions options, LongSupplier wallMillis, @Nullable Path cacheDirectory) {
        SecureRandom random = new SecureRandom();
        this.options = options;
        this.transport = new GrpcTransport(ClientThreads.factory("io"), threads.lookups(), options.credentials());
        this.router = new Router(transport, options, threads.scheduler(), System::nanoTime, random, threads.lookups());
        this.renewals =
                new Renewals(router, threads.scheduler(), System::nanoTime, random, options.callTimeout(), listeners);
        this.changing = new Changing(router, options.callTimeout());
        this.registering = new Registering(router, renewals, changing, wallMillis, options.callTimeout());
        this.reading = new Reading(router, options.namespace());
        this.viewing = new Viewing(
                router,
                threads.scheduler(),
                random,
                listeners,
                ViewOptions.DEFAULT.withCopiesIn(cacheDirectory),
                options.callTimeout());
        Time time = Viewing.time(threads.scheduler(), random);
        this.listening = new ConfigListening(
                new RoutedSource(router, time, ViewOptions.DEFAULT.backoff()), time, ViewOptions.DEFAULT, listeners);
        this.configs = new Configs(router, listening, options.namespace(), options.callTimeout());
        this.namespaces = new Namespaces(router, options.callTimeout());
        this.http = new HttpCalls(
                router, threads.scheduler(), options.credentials(), threads.lookups(), System::nanoTime, random);
    }

    ClientParts start() {
        if (options.unregisterAtExit()) {
            Runtime.getRuntime().addShutdownHook(atExit);
        }
        router.start();
        renewals.start();
        viewing.start();
        return this;
    }

    ClientOptions options() {
        return options;
    }

    Router router() {
        return router;
    }

    Registering registering() {
        return registering;
    }

    Changing changing() {
        return changing;
    }

    Reading reading() {
        return reading;
    }

    Viewing viewing() {
        return viewing;
    }

    Configs configs() {
        return configs;
    }

    Namespaces namespaces() {
        return namespaces;
    }

    ServiceRouting routing(String service) {
        return new ServiceRouting(router, Arguments.inAllGroups(options.namespace(), service), options.callTimeout());
    }

    HttpCalls http() {
        return http;
    }

    /** As {@link RegistryClient#close()} promises. */
    @Override
    public void close() {
        ClientThreads.checkMayBlock();
        if (isClosed.compareAndSet(false, true)) {
            if (options.unregisterAtExit() && Thread.currentThread() != atExit) {
                forgetExit();
            }
            try {
                unregisterAll();
            } finally { // no thread may be left, whatever came of it
                renewals.close();
                viewing.close();
                listening.close();
                listeners.close();
                http.close();
                router.close();
                transport.close();
                threads.close();
            }
        }
    }

    private void unregisterAll() {
        try {
            router.beginClose();
            Waiting.noLongerThan(
                    CLOSE_TIMEOUT,
                    renewals.removeAll(CLOSE_TIMEOUT).thenCombine(registering.ended(), (all, late) -> true));
        } catch (RegistryException unable) {
            LOG.warn("not everything was unregistered: {}", unable.getMessage());
        }
    }

    private void exit() {
        close();
    }

    private void forgetExit() {
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException exiting) {
            LOG.debug("the JVM is ending already", exiting);
        }
    }
}
