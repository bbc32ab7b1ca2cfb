package io.maregistry.spring;

import io.maregistry.client.RegistryClient;
import io.maregistry.client.spi.ServiceList;
import io.maregistry.error.RegistryException;
import io.maregistry.model.Instance;
import io.maregistry.model.ServiceName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
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

    private static final Set<String> SEVERAL_GROUPS = MaRegistryProperties.Discovery.SEVERAL;
    private static final int LONGEST_MILLIS = 1_000;

    private final RegistryClient client;
    private final MaRegistryProperties properties;
    private final Heartbeats heartbeats;
    private final BackgroundThread thread;
    private final Map<String, Known> known = new ConcurrentHashMap<>();
    private final AtomicBoolean isComparing = new AtomicBoolean();
    private final AtomicBoolean isAsking = new AtomicBoolean();
    private final AtomicLong asks = new AtomicLong();
    private final AtomicReference<@Nullable Names> names =
            new AtomicReference<>(); // of the newest ask that was answered
    private final AtomicReference<@Nullable List<String>> compared = new AtomicReference<>(); // what heartbeats tell of
    private final Map<String, CompletableFuture<List<ServiceInstance>>> pending = new ConcurrentHashMap<>();

    KnownServices(
            RegistryClient client, MaRegistryProperties properties, Heartbeats heartbeats, BackgroundThread thread) {
        this.client = client;
        this.properties = properties;
        this.heartbeats = heartbeats;
        this.thread = thread;
    }

    /** One list of the client, and what Spring gets for it. */
    private record Known(ServiceList list, List<ServiceInstance> healthy) {}

    /** An answer of the registry; {@code asked} is the larger the later it was asked for. */
    private record Names(long asked, List<String> names) {}

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
        return client.known(serviceId).map(list -> turned(serviceId, list));
    }

    /**
     * The same without blocking: for all who wait for one first list it is the same future, which must not be cancelled
     * and fails as {@link #healthy} does.
     */
    CompletableFuture<List<ServiceInstance>> first(String serviceId) {
        CompletableFuture<List<ServiceInstance>> waiting = pending.get(serviceId);
        if (waiting != null) {
            return waiting;
        }
        CompletableFuture<List<ServiceInstance>> fresh =
                client.discoverAsync(serviceId).toCompletableFuture().thenApply(list -> turned(serviceId, list));
        CompletableFuture<List<ServiceInstance>> other = pending.putIfAbsent(serviceId, fresh);
        if (other != null) {
            return other;
        }
        var unused = fresh.whenComplete((healthy, unable) -> pending.remove(serviceId, fresh));
        return fresh;
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
        beginToCompare();
        Names last = names.get();
        long asked = asks.incrementAndGet();
        return compared(
                last == null
                        ? told(asked, client.listServices())
                        : newerThan(last).join());
    }

    /** The same without blocking. */
    CompletableFuture<List<String>> namesAsync() {
        beginToCompare();
        Names last = names.get();
        return (last == null ? ask() : newerThan(last)).thenApply(this::compared);
    }

    private void beginToCompare() {
        if (isComparing.compareAndSet(false, true)) {
            thread.every(properties.discovery().servicesInterval(), this::compareNames);
        }
    }

    /** What was given first is what the first comparison is with. */
    private List<String> compared(List<String> given) {
        compared.compareAndSet(null, given);
        return given;
    }

    private CompletableFuture<List<String>> newerThan(Names last) {
        return ask().copy() // so that an answer that comes later is still kept
                .completeOnTimeout(last.names, LONGEST_MILLIS, TimeUnit.MILLISECONDS)
                .exceptionally(unable -> {
                    LOG.debug("the names of services are the last ones known", unable);
                    return last.names;
                });
    }

    /** Has the names known from now on, without waiting for them. */
    void learnNames() {
        thread.now(() -> {
            var unused = ask().exceptionally(unable -> {
                LOG.debug("the names of services are not known yet", unable);
                return List.of();
            });
        });
    }

    private CompletableFuture<List<String>> ask() {
        long asked = asks.incrementAndGet();
        return client.listServicesAsync().toCompletableFuture().thenApply(services -> told(asked, services));
    }

    private List<String> told(long asked, List<ServiceName> services) {
        Names found =
                new Names(asked, services.stream().map(this::idOf).distinct().toList());
        names.accumulateAndGet(found, (before, now) -> before != null && before.asked > now.asked ? before : now);
        return found.names;
    }

    /** How the service is asked for; where names stand for several groups, those of all groups are asked for alike. */
    private String idOf(ServiceName service) {
        String group = properties.discoveryGroup();
        boolean isOurs = service.namespace().equals(properties.namespace())
                && (service.group().equals(group) || SEVERAL_GROUPS.contains(group));
        return isOurs ? service.name() : service.key();
    }

    private void compareNames() {
        if (!isAsking.compareAndSet(false, true)) {
            return; // the registry is slower than the interval
        }
        var unused = ask().whenComplete((now, unable) -> {
            isAsking.set(false);
            if (unable != null) {
                LOG.debug("the list of services was not compared", unable);
            } else if (!now.equals(compared.getAndSet(now))) {
                heartbeats.changed();
            }
        });
    }
}
