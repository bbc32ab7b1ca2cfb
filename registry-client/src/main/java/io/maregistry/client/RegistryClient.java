package io.maregistry.client;

import io.maregistry.client.internal.Required;
import io.maregistry.client.internal.naming.ClientNaming;
import io.maregistry.client.internal.naming.ClientRegistryService;
import io.maregistry.client.internal.view.LocalView;
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
import io.maregistry.model.InstancePatch;
import io.maregistry.model.ServiceName;
import io.maregistry.model.ServicePatch;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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
 * <p>A service is named {@code orders} in the client's namespace and group, or {@code namespace/group/orders}; to be read, it
 * may be named {@code namespace/@active/orders}, for those groups that get its calls, or with {@code *} in the place of
 * the group for all of them. Missing or unlawful
 * arguments are an {@code IllegalArgumentException} that names them; everything else that goes wrong is a {@link
 * RegistryException}, thrown, or the failure of the stage. Any thread; the methods that give a stage do not block, and
 * their stages complete on threads of the client that must not be blocked.
 */
public final class RegistryClient implements AutoCloseable {

    private static final RegistrationListener NOBODY = new RegistrationListener() {};
    private static final Filter EVERYTHING = Filter.of();

    private final ClientParts parts;
    private final ServiceNames names; // of what is read
    private final ServiceNames registered;

    private RegistryClient(ClientParts parts, String group, String discoveryGroup) {
        this.parts = parts;
        this.names = new ServiceNames(parts.options().namespace(), discoveryGroup);
        this.registered = new ServiceNames(parts.options().namespace(), group);
    }

    public static Builder builder() {
        return new Builder();
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
            return Waiting.on(asked, callTimeout().multipliedBy(2));
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
        return parts.registering()
                .register(new Registering.Wanted(
                        Arguments.registered(registered.of(service)),
                        Arguments.url(url),
                        Required.required("content", content),
                        Required.required("listener", listener)));
    }

    /** Takes an instance off the list, whoever registered it; says whether it was there. */
    public boolean unregister(String service, String url) {
        return Waiting.on(unregisterAsync(service, url), callTimeout());
    }

    /** {@link #unregister} without blocking. */
    public CompletionStage<Boolean> unregisterAsync(String service, String url) {
        return parts.registering().unregister(Arguments.registered(registered.of(service)), Arguments.url(url));
    }

    /** Changes what {@code patch} names of a listed instance, whoever registered it. */
    public PatchedInstance patch(String service, String url, InstancePatch patch) {
        return Waiting.on(patchAsync(service, url, patch), callTimeout());
    }

    /** {@link #patch(String, String, InstancePatch)} without blocking. */
    public CompletionStage<PatchedInstance> patchAsync(String service, String url, InstancePatch patch) {
        return parts.changing()
                .patch(names.of(service), Arguments.url(url), Required.required("patch", patch), OptionalLong.empty());
    }

    /**
     * The same where the instance was changed last at that revision.
     *
     * @throws RegistryException.Conflict where it was at another
     */
    public PatchedInstance patch(String service, String url, InstancePatch patch, long onlyAtRevision) {
        return Waiting.on(patchAsync(service, url, patch, onlyAtRevision), callTimeout());
    }

    /** {@link #patch(String, String, InstancePatch, long)} without blocking. */
    public CompletionStage<PatchedInstance> patchAsync(
            String service, String url, InstancePatch patch, long onlyAtRevision) {
        return parts.changing()
                .patch(
                        names.of(service),
                        Arguments.url(url),
                        Required.required("patch", patch),
                        OptionalLong.of(onlyAtRevision));
    }

    /** Changes what {@code patch} names of a service, which need not list anything yet. */
    public PatchedService patchService(String service, ServicePatch patch) {
        return Waiting.on(patchServiceAsync(service, patch), callTimeout());
    }

    /** {@link #patchService} without blocking. */
    public CompletionStage<PatchedService> patchServiceAsync(String service, ServicePatch patch) {
        return parts.changing()
                .patch(
                        Arguments.registered(registered.of(service)),
                        Required.required("patch", patch),
                        OptionalLong.empty());
    }

    /** The services of the client's namespace, in the order of their keys. */
    public List<ServiceName> listServices() {
        return Waiting.on(listServicesAsync(), callTimeout());
    }

    /** {@link #listServices} without blocking. */
    public CompletionStage<List<ServiceName>> listServicesAsync() {
        return parts.reading().services();
    }

    /**
     * A service from the client's own memory, where a watch keeps it up to date from its first use on; neither blocks nor
     * allocates but on that. It is never empty because the registry is away: the last list stays, and says so ({@link
     * ServiceList#isStale()}).
     *
     * @throws RegistryException where the first list is not there within the call's time
     */
    public ServiceList discover(String service) {
        return parts.viewing().list(names.of(service));
    }

    /**
     * The same, of which only those instances are left that match; the same object until the list changes.
     *
     * @throws IllegalArgumentException where the filter reads metrics, which lists do not hold
     */
    public ServiceList discover(String service, Filter filter) {
        return parts.viewing().list(names.of(service), Required.required("filter", filter));
    }

    /** The service with a strategy that chooses an instance for each call. Neither blocks nor begins to watch. */
    public Balanced balanced(String service, LoadBalancer balancer) {
        ServiceName name = names.of(service);
        return new Balanced(() -> parts.viewing().list(name), Required.required("balancer", balancer));
    }

    /** The same among those instances that match; throws as {@link #discover(String, Filter)} when it is used. */
    public Balanced balanced(String service, LoadBalancer balancer, Filter filter) {
        ServiceName name = names.of(service);
        Filter wanted = Required.required("filter", filter);
        return new Balanced(() -> parts.viewing().list(name, wanted), Required.required("balancer", balancer));
    }

    /** Watches the service no more, until it is used again; does nothing while somebody is subscribed to it. */
    public void forget(String service) {
        view().forget(names.of(service));
    }

    /** {@link #discover(String)} without blocking; done at once where a list is known. */
    public CompletionStage<ServiceList> discoverAsync(String service) {
        return view().first(names.of(service), callTimeout());
    }

    /** What is known of a service at this moment; empty before the first list. Neither blocks nor begins to watch. */
    public Optional<ServiceList> known(String service) {
        return Optional.ofNullable(view().known(names.of(service)));
    }

    /** Tells {@code listener} the list of the service, as soon as it is there, and each change of it from then on. */
    public void subscribe(String service, ServiceListener listener) {
        view().subscribe(names.of(service), Required.required("listener", listener));
    }

    /** Tells {@code listener} no more; a call that has begun may still be under way. */
    public void unsubscribe(String service, ServiceListener listener) {
        view().unsubscribe(names.of(service), Required.required("listener", listener));
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
        return new ClientRegistryService(namingClient(), parts.http());
    }

    /** Configuration items; the same object each time. */
    public Configs configs() {
        return parts.configs();
    }

    /** Namespaces; the same object each time. */
    public Namespaces namespaces() {
        return parts.namespaces();
    }

    /** Which groups of a service get its calls; it is named bare, or by its key with {@code *} in the place of the group. */
    public ServiceRouting routing(String service) {
        return parts.routing(service);
    }

    private NamingClient namingClient() {
        return new NamingClient(this, parts.options(), parts.router());
    }

    private LocalView view() {
        return parts.viewing().view();
    }

    private Duration callTimeout() {
        return parts.options().callTimeout();
    }

    /** A service as the nearest node knows it, never older than what this client has seen; empty where nobody knows it. */
    public ServiceList get(String service) {
        return Waiting.on(getAsync(service), callTimeout());
    }

    /** Those instances of it that match; the node filters them, so a filter may read metrics, too. */
    public ServiceList get(String service, Filter filter) {
        return Waiting.on(getAsync(service, filter), callTimeout());
    }

    /** {@link #get(String)} without blocking. */
    public CompletionStage<ServiceList> getAsync(String service) {
        return getAsync(service, EVERYTHING);
    }

    /** {@link #get(String, Filter)} without blocking. */
    public CompletionStage<ServiceList> getAsync(String service, Filter filter) {
        return parts.reading().service(names.of(service), filter);
    }

    /**
     * Takes the calls off what is registered, lets those who watch hear of it for up to half a second, unregisters it, waits for all
     * of that at most 2 s, ends the streams, the connections and the threads. Calls
     * that are under way fail. Closing again does nothing. Not from a thread of the client.
     */
    @Override
    public void close() {
        parts.close();
    }

    /** What a client is made with. One thread. */
    public static final class Builder {
        private @Nullable AddressSource addresses;
        private String namespace = ServiceName.DEFAULT_NAMESPACE;
        private String group = ServiceName.DEFAULT_GROUP;
        private @Nullable String discoveryGroup;
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

        /** The group of services that name none; {@code DEFAULT_GROUP} if nothing is said. */
        public Builder group(String name) {
            group = Arguments.group(Required.required("group", name));
            return this;
        }

        /**
         * The group in which services that name none are read; that of {@link #group} if nothing is said. {@code @active} are
         * those groups that get the calls of the service, whichever these are, and {@code *} all of them.
         */
        public Builder discoveryGroup(String name) {
            discoveryGroup = Arguments.groups(Required.required("discoveryGroup", name));
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
            return new RegistryClient(
                    new ClientParts(options, wallMillis, cacheDirectory).start(),
                    group,
                    discoveryGroup == null ? group : discoveryGroup);
        }
    }
}
