package io.maregistry.spring;

import io.maregistry.client.RegistryClient;
import io.maregistry.client.spi.ServiceList;
import io.maregistry.error.RegistryException;
import io.maregistry.model.Instance;
import io.maregistry.model.ServiceName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.cloud.client.ServiceInstance;

/**
 * The services that this application asks for, as instances of Spring Cloud. The lists are the client's: each is turned
 * into Spring's form once, and again only when the client has a newer one. Any thread.
 */
final class KnownServices {

    private static final Logger LOG = LoggerFactory.getLogger(KnownServices.class);
    private static final int MAX_SERVICES = 10_000; // beyond, lists are turned again and changes are not published

    private static final int LONGEST_MILLIS = 1_000;

    private final RegistryClient client;
    private final MaRegistryProperties properties;
    private final Heartbeats heartbeats;
    private final BackgroundThread thread;
    private final Map<String, Known> known = new ConcurrentHashMap<>();
    private final AtomicBoolean isComparing = new AtomicBoolean();
    private volatile @Nullable List<String> names;

    KnownServices(
            RegistryClient client, MaRegistryProperties properties, Heartbeats heartbeats, BackgroundThread thread) {
        this.client = client;
        this.properties = properties;
        this.heartbeats = heartbeats;
        this.thread = thread;
    }

    /** One list of the client, and what Spring gets for it. */
    private record Known(ServiceList list, List<ServiceInstance> healthy) {}

    /**
     * The instances of the service that may be called; blocks on its first use alone.
     *
     * @throws RegistryException where the first list is not there within {@code maregistry.call-timeout}
     */
    List<ServiceInstance> healthy(String serviceId) {
        return turned(serviceId, client.discover(serviceId));
    }

    /** The same where a list is known, which needs no wait; empty before the first one. */
    Optional<List<ServiceInstance>> healthyNow(String serviceId) {
        CompletableFuture<ServiceList> list = client.discoverAsync(serviceId).toCompletableFuture();
        boolean isKnown = list.isDone() && !list.isCompletedExceptionally();
        return isKnown ? Optional.of(turned(serviceId, list.join())) : Optional.empty();
    }

    @SuppressWarnings("ReferenceEquality") // the same list is the same object; comparing long ones takes long
    private List<ServiceInstance> turned(String serviceId, ServiceList list) {
        Known before = known.get(serviceId);
        if (before != null && before.list == list) {
            return before.healthy;
        }
        List<ServiceInstance> healthy = list.healthy().stream()
                .map(instance -> turned(serviceId, instance))
                .toList();
        if (before != null || known.size() < MAX_SERVICES) {
            if (known.put(serviceId, new Known(list, healthy)) == null) {
                client.subscribe(serviceId, heartbeats);
            }
        }
        return healthy;
    }

    private static ServiceInstance turned(String serviceId, Instance instance) {
        return new MaRegistryInstance(serviceId, instance);
    }

    /**
     * The names of the services in the namespace; those of other groups as {@code namespace/group/service}. Once they are
     * known, a registry that does not answer within a second leaves the last ones: health is asked by this, too. From the
     * first call on, the names are compared in the background.
     *
     * @throws RegistryException where none are known and no node tells them within {@code maregistry.call-timeout}
     */
    List<String> names() {
        if (isComparing.compareAndSet(false, true)) {
            thread.every(properties.discovery().servicesInterval(), this::compareNames);
        }
        List<String> last = names;
        return last == null ? named(client.listServices()) : newerThan(last);
    }

    private List<String> newerThan(List<String> last) {
        return client.listServicesAsync()
                .toCompletableFuture()
                .thenApply(this::named)
                .completeOnTimeout(last, LONGEST_MILLIS, TimeUnit.MILLISECONDS)
                .exceptionally(unable -> {
                    LOG.debug("the names of services are the last ones known", unable);
                    return last;
                })
                .join();
    }

    /** Has the names known from now on, without waiting for them. */
    void learnNames() {
        thread.now(() -> named(client.listServices()));
    }

    private List<String> named(List<ServiceName> services) {
        List<String> found = services.stream().map(this::idOf).toList();
        names = found;
        return found;
    }

    private String idOf(ServiceName service) {
        boolean isOurs = service.namespace().equals(properties.namespace())
                && service.group().equals(ServiceName.DEFAULT_GROUP);
        return isOurs ? service.name() : service.key();
    }

    private void compareNames() {
        List<String> before = names;
        try {
            List<String> now = named(client.listServices());
            if (!now.equals(before)) {
                heartbeats.changed();
            }
        } catch (RegistryException unable) {
            LOG.debug("the list of services was not compared: {}", unable.getMessage());
        }
    }
}
