package io.maregistry.client;

import io.maregistry.client.internal.Required;
import io.maregistry.client.internal.naming.ClientNaming;
import io.maregistry.client.internal.naming.ClientRegistryService;
import io.maregistry.client.internal.naming.HttpCalls;
import io.maregistry.client.internal.renewal.Renewals;
import io.maregistry.client.internal.renewal.Stay;
import io.maregistry.client.internal.routing.Router;
import io.maregistry.client.internal.transport.GrpcTransport;
import io.maregistry.client.internal.transport.Transport;
import io.maregistry.client.internal.view.ListenerThread;
import io.maregistry.client.internal.view.ViewOptions;
import io.maregistry.client.naming.NamingService;
import io.maregistry.client.naming.RegistryService;
import io.maregistry.client.spi.AddressSource;
import io.maregistry.client.spi.ClientOptions;
import io.maregistry.client.spi.Credentials;
import io.maregistry.client.spi.Endpoint;
import io.maregistry.client.spi.LoadBalancer;
import io.maregistry.client.spi.RegistrationListener;
import io.maregistry.client.spi.ServiceList;
import io.maregistry.client.spi.ServiceListener;
import io.maregistry.error.RegistryException;
import io.maregistry.model.Content;
import io.maregistry.model.Filter;
import io.maregistry.model.InstanceId;
import io.maregistry.model.ServiceName;
import io.maregistry.proto.v1.RenewItem;
import io.maregistry.proto.v1.UnregisterItem;
import io.maregistry.wire.KeyMessages;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client of the registry: it finds the members from any one of them, sends writes to the leader and reads from the
 * nearest node, and follows the cluster as it changes. A call fails only when a refusal cannot heal, or when nobody could
 * do it within the call's time.
 *
 * <pre>{@code
 * RegistryClient registry = RegistryClient.builder().endpoints("10.0.0.1:9081", "10.0.0.2:9081").build();
 * Registration orders = registry.register("orders", "http://10.0.0.7:8080");
 * List<Instance> callable = registry.discover("orders").healthy(); // from memory, kept up to date by a watch
 * }</pre>
 *
 * <p>A service is named {@code orders} in the client's namespace, or {@code namespace/group/orders}. Missing or unlawful
 * arguments are an {@code IllegalArgumentException} that names them; everything else that goes wrong is a {@link
 * RegistryException}, thrown, or the failure of the stage. Any thread; the methods that give a stage do not block, and
 * their stages complete on threads of the client that must not be blocked.
 */
public final class RegistryClient implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RegistryClient.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);
    private static final RegistrationListener NOBODY = new RegistrationListener() {};

    private final ClientOptions options;
    private final ServiceNames names;
    private final FilteredLists filtered = new FilteredLists();
    private final ClientThreads threads = new ClientThreads();
    private final ListenerThread listeners = new ListenerThread();
    private final Transport transport;
    private final Router router;
    private final Renewals renewals;
    private final Registering registering;
    private final Reading reading;
    private final Viewing viewing;
    private final HttpCalls http;
    private final Thread atExit = new Thread(this::exit, ClientThreads.PREFIX + "exit");
    private final AtomicBoolean isClosed = new AtomicBoolean();

    private RegistryClient(ClientOptions options, LongSupplier wallMillis, @Nullable Path cacheDirectory) {
        SecureRandom random = new SecureRandom();
        this.options = options;
        this.names = new ServiceNames(options.namespace());
        this.transport = new GrpcTransport(ClientThreads.factory("io"), threads.lookups(), options.credentials());
        this.router = new Router(transport, options, threads.scheduler(), System::nanoTime, random, threads.lookups());
        this.renewals =
                new Renewals(router, threads.scheduler(), System::nanoTime, random, options.callTimeout(), listeners);
        this.registering = new Registering(router, renewals, wallMillis, options.callTimeout());
        this.reading = new Reading(router, options.namespace());
        this.viewing = new Viewing(
                router, threads.scheduler(), random, listeners, ViewOptions.DEFAULT.withCopiesIn(cacheDirectory));
        this.http = new HttpCalls(
                router, threads.scheduler(), options.credentials(), threads.lookups(), System::nanoTime, random);
    }

    public static Builder builder() {
        return new Builder();
    }

    private RegistryClient start() {
        if (options.unregisterAtExit()) {
            Runtime.getRuntime().addShutdownHook(atExit);
        }
        router.start();
        renewals.start();
        viewing.start();
        return this;
    }

    /** Registers an instance that is renewed until it is closed. */
    public Registration register(String service, String url) {
        return register(service, url, Content.PLAIN);
    }

    /** The same with content: parameters, weight, ttl and so on. */
    public Registration register(String service, String url, Content content) {
        return register(service, url, content, NOBODY);
    }

    /** The same, and {@code listener} is told what becomes of it. */
    public Registration register(String service, String url, Content content, RegistrationListener listener) {
        CompletionStage<Registration> asked = registerAsync(service, url, content, listener);
        try {
            return Waiting.on(asked, options.callTimeout().multipliedBy(2));
        } catch (RegistryException.Indeterminate | IllegalStateException left) {
            var unused = asked.thenCompose(Registration::closeAsync); // nobody has it, so nobody could close it
            throw left;
        }
    }

    /** {@link #register(String, String)} without blocking. */
    public CompletionStage<Registration> registerAsync(String service, String url) {
        return registerAsync(service, url, Content.PLAIN, NOBODY);
    }

    /** {@link #register(String, String, Content, RegistrationListener)} without blocking. */
    public CompletionStage<Registration> registerAsync(
            String service, String url, Content content, RegistrationListener listener) {
        return registering.register(new Registering.Wanted(
                names.of(service),
                Arguments.url(url),
                Required.required("content", content),
                Required.required("listener", listener)));
    }

    /** Takes an instance off the list, whoever registered it; says whether it was there. */
    public boolean unregister(String service, String url) {
        return Waiting.on(unregisterAsync(service, url), options.callTimeout());
    }

    /** {@link #unregister} without blocking. */
    public CompletionStage<Boolean> unregisterAsync(String service, String url) {
        ServiceName name = names.of(service);
        InstanceId id = Arguments.url(url);
        Optional<Stay> own = renewals.find(RenewItem.newBuilder()
                .setService(KeyMessages.toMessage(name))
                .setId(id.url())
                .build());
        if (own.isPresent()) {
            return renewals.removeAnybodys(own.get(), options.callTimeout());
        }
        UnregisterItem item = UnregisterItem.newBuilder()
                .setService(KeyMessages.toMessage(name))
                .setId(id.url())
                .build();
        return router.unregister(List.of(item), options.callTimeout())
                .thenApply(reply ->
                        reply.getResultsCount() > 0 && reply.getResults(0).getRemoved());
    }

    /** The services of the client's namespace, in the order of their keys. */
    public List<ServiceName> listServices() {
        return Waiting.on(listServicesAsync(), options.callTimeout());
    }

    /** {@link #listServices} without blocking. */
    public CompletionStage<List<ServiceName>> listServicesAsync() {
        return reading.services();
    }

    /**
     * A service from the client's own memory, where a watch keeps it up to date from its first use on; neither blocks nor
     * allocates but on that. It is never empty because the registry is away: the last list stays, and says so ({@link
     * ServiceList#isStale()}).
     *
     * @throws RegistryException where the first list is not there within the call's time
     */
    public ServiceList discover(String service) {
        return discover(names.of(service));
    }

    /**
     * The same, of which only those instances are left that match; the same object until the list changes.
     *
     * @throws IllegalArgumentException where the filter reads metrics, which lists do not hold
     */
    public ServiceList discover(String service, Filter filter) {
        Filter wanted = Required.required("filter", filter);
        return filtered.of(discover(names.of(service)), wanted);
    }

    private ServiceList discover(ServiceName name) {
        ServiceList known = viewing.view().known(name);
        if (known == null) {
            ClientThreads.checkMayBlock();
            known = viewing.view().list(name, options.callTimeout());
        }
        return known;
    }

    /** The service with a strategy that chooses an instance for each call. Neither blocks nor begins to watch. */
    public Balanced balanced(String service, LoadBalancer balancer) {
        ServiceName name = names.of(service);
        return new Balanced(() -> discover(name), Required.required("balancer", balancer));
    }

    /** The same among those instances that match; throws as {@link #discover(String, Filter)} when it is used. */
    public Balanced balanced(String service, LoadBalancer balancer, Filter filter) {
        ServiceName name = names.of(service);
        Filter wanted = Required.required("filter", filter);
        return new Balanced(() -> filtered.of(discover(name), wanted), Required.required("balancer", balancer));
    }

    /** Watches the service no more, until it is used again; does nothing while somebody is subscribed to it. */
    public void forget(String service) {
        viewing.view().forget(names.of(service));
    }

    /** {@link #discover(String)} without blocking; done at once where a list is known. */
    public CompletionStage<ServiceList> discoverAsync(String service) {
        return viewing.view().first(names.of(service), options.callTimeout());
    }

    /** What is known of a service at this moment; empty before the first list. Neither blocks nor begins to watch. */
    public Optional<ServiceList> known(String service) {
        return Optional.ofNullable(viewing.view().known(names.of(service)));
    }

    /** Tells {@code listener} the list of the service, as soon as it is there, and each change of it from then on. */
    public void subscribe(String service, ServiceListener listener) {
        viewing.view().subscribe(names.of(service), Required.required("listener", listener));
    }

    /** Tells {@code listener} no more; a call that has begun may still be under way. */
    public void unsubscribe(String service, ServiceListener listener) {
        viewing.view().unsubscribe(names.of(service), Required.required("listener", listener));
    }

    /**
     * A naming service of the Redis based registry's interfaces, to be started; each call makes another one. It ends by its
     * own {@code stop()}, and does not end this client.
     */
    public NamingService naming() {
        return new ClientNaming(namingClient());
    }

    /** A registry service of the plan's nine methods; each call makes another one. It needs no closing. */
    public RegistryService registryService() {
        return new ClientRegistryService(namingClient(), http);
    }

    private NamingClient namingClient() {
        return new NamingClient(this, options, router);
    }

    /** A service as the nearest node knows it, never older than what this client has seen; empty where nobody knows it. */
    public ServiceList get(String service) {
        return Waiting.on(getAsync(service), options.callTimeout());
    }

    /** {@link #get} without blocking. */
    public CompletionStage<ServiceList> getAsync(String service) {
        return reading.service(names.of(service));
    }

    /**
     * Unregisters what is registered, waits for that at most 2 s, ends the streams, the connections and the threads. Calls
     * that are under way fail. Closing again does nothing. Not from a thread of the client.
     */
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

    /** What a client is made with. One thread. */
    public static final class Builder {
        private @Nullable AddressSource addresses;
        private String namespace = ServiceName.DEFAULT_NAMESPACE;
        private Credentials credentials = Credentials.NONE;
        private Duration callTimeout = ClientOptions.DEFAULT_CALL_TIMEOUT;
        private boolean unregisterAtExit = true;
        private LongSupplier wallMillis = System::currentTimeMillis;
        private @Nullable Path cacheDirectory;

        private Builder() {}

        /** The wall clock that generations are taken from, for tests. */
        Builder wallMillis(LongSupplier clock) {
            wallMillis = clock;
            return this;
        }

        /** Where nodes are, each {@code host:port} of gRPC; one that answers is enough. */
        public Builder endpoints(String... endpoints) {
            return addresses(AddressSource.of(Stream.of(Required.required("endpoints", endpoints))
                    .map(endpoint -> Endpoint.of(Required.required("endpoint", endpoint)))
                    .toList()));
        }

        /** The same from a source that is asked anew now and then. */
        public Builder addresses(AddressSource source) {
            addresses = Required.required("addresses", source);
            return this;
        }

        /** The namespace of services that name none; {@code public} if nothing is said. */
        public Builder namespace(String name) {
            namespace = Required.required("namespace", name);
            return this;
        }

        /** Who the client is; nobody if nothing is said. */
        public Builder credentials(Credentials who) {
            credentials = Required.required("credentials", who);
            return this;
        }

        /** How long a call may take with all its retries: 100 ms to 5 min; 10 s if nothing is said. */
        public Builder callTimeout(Duration time) {
            callTimeout = Required.required("callTimeout", time);
            return this;
        }

        /** Whether everything is unregistered when the JVM ends; yes if nothing is said. */
        public Builder unregisterAtExit(boolean wanted) {
            unregisterAtExit = wanted;
            return this;
        }

        /**
         * Where a copy of each list that is {@linkplain RegistryClient#discover(String) used} is kept, for a start while no node answers; nowhere
         * if nothing is said. The folder is made where it is not there, and belongs to one client.
         */
        public Builder cacheDirectory(Path folder) {
            cacheDirectory = Required.required("cacheDirectory", folder);
            return this;
        }

        /** The client, running. It does not wait for a node: the first call does. */
        public RegistryClient build() {
            AddressSource source = addresses;
            if (source == null) {
                throw new IllegalArgumentException("endpoints must name at least one host:port");
            }
            ClientOptions options = new ClientOptions(source, namespace, credentials, callTimeout, unregisterAtExit);
            return new RegistryClient(options, wallMillis, cacheDirectory).start();
        }
    }
}
