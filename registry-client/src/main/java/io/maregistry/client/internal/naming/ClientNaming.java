package io.maregistry.client.internal.naming;

import static io.maregistry.client.internal.Required.required;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.maregistry.client.internal.naming.Client.Kept;
import io.maregistry.client.internal.naming.Heartbeats.Living;
import io.maregistry.client.naming.NamingService;
import io.maregistry.client.naming.ServiceChangeListener;
import io.maregistry.client.naming.ServiceInstance;
import io.maregistry.error.RegistryException;
import io.maregistry.model.InstanceId;
import io.maregistry.model.Metrics;
import io.maregistry.model.RenewalMode;
import io.maregistry.model.ServiceName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The naming service over a client: what it registers the client keeps, what it lists the client's view knows. */
public final class ClientNaming implements NamingService {

    private static final Logger LOG = LoggerFactory.getLogger(ClientNaming.class);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(2);

    private final Client client;
    private final Heartbeats heartbeats;

    @GuardedBy("this")
    private final Map<Own, Kept> registered = new HashMap<>();

    @GuardedBy("this")
    private final Map<Own, Map<String, String>> metadata = new HashMap<>(); // of what is registered

    @GuardedBy("this")
    private final Set<Told> subscribed = new HashSet<>();

    @GuardedBy("this")
    private boolean isRunning;

    private record Own(ServiceName service, InstanceId id) {}

    private record Told(ServiceName service, Telling telling) {}

    public ClientNaming(Client client) {
        this.client = client;
        this.heartbeats = new Heartbeats(client);
    }

    @Override
    public synchronized void start() {
        isRunning = true;
    }

    @Override
    public synchronized boolean isRunning() {
        return isRunning;
    }

    @Override
    public void register(ServiceInstance instance) {
        Living asked = living(instance);
        synchronized (this) {
            checkIsRunning();
        }
        Kept kept = awaitOrLeave(client.register(asked.service(), asked.id().url(), asked.content()));
        synchronized (this) {
            if (isRunning) {
                registered.merge(
                        new Own(asked.service(), asked.id()), kept, (known, late) -> late.isKept() ? late : known);
                metadata.put(new Own(asked.service(), asked.id()), asked.metadata());
                return;
            }
        }
        end(List.of(kept)); // it was stopped meanwhile
    }

    private Kept awaitOrLeave(CompletionStage<Kept> asked) {
        try {
            return client.await(asked, client.callTimeout().multipliedBy(2));
        } catch (RegistryException.Indeterminate | IllegalStateException left) {
            var unused = asked.thenCompose(Kept::end); // nobody has it, so stop() could not end it
            throw left;
        }
    }

    @Override
    public void deregister(ServiceInstance instance) {
        Living asked = living(instance);
        synchronized (this) {
            checkIsRunning();
            registered.remove(new Own(asked.service(), asked.id()));
            metadata.remove(new Own(asked.service(), asked.id()));
        }
        client.await(client.unregister(asked.service(), asked.id().url()), client.callTimeout());
    }

    @Override
    public void sendHeartbeat(ServiceInstance instance) {
        batchSendHeartbeats(List.of(required("instance", instance)));
    }

    @Override
    public void batchSendHeartbeats(List<ServiceInstance> instances) {
        batchSendHeartbeats(instances, RenewalMode.HEARTBEAT_ONLY);
    }

    @Override
    public void batchSendHeartbeats(List<ServiceInstance> instances, RenewalMode mode) {
        RenewalMode wanted = required("mode", mode);
        List<Living> all = required("instances", instances).stream()
                .map(each -> living(each, wanted))
                .toList();
        synchronized (this) {
            checkIsRunning();
        }
        if (wanted.updatesParameters()) {
            registerAnew(instances);
        }
        client.await(heartbeats.send(all), client.callTimeout().multipliedBy(2));
    }

    /** What is kept here says other metadata from now on, also where the registry has to be told again. */
    private void registerAnew(List<ServiceInstance> instances) {
        for (ServiceInstance instance : instances) {
            Own own = new Own(client.service(instance.serviceName()), instance.id());
            boolean isOther;
            synchronized (this) {
                Map<String, String> before = metadata.get(own);
                isOther = registered.containsKey(own) && !instance.metadata().equals(before);
            }
            if (isOther) {
                register(instance);
            }
        }
    }

    private Living living(ServiceInstance instance) {
        return living(instance, RenewalMode.HEARTBEAT_ONLY);
    }

    private Living living(ServiceInstance instance, RenewalMode mode) {
        ServiceInstance asked = required("instance", instance);
        return new Living(
                client.service(asked.serviceName()),
                asked.id(),
                asked.metadata(),
                mode.updatesMetrics() ? Metrics.of(asked.metrics()) : Metrics.NONE,
                mode);
    }

    @Override
    public List<ServiceInstance> getAllInstances(String serviceName) {
        ServiceName service = lookedUp(serviceName);
        return Telling.listed(serviceName, client.discover(service).instances());
    }

    @Override
    public List<ServiceInstance> getHealthyInstances(String serviceName) {
        ServiceName service = lookedUp(serviceName);
        return Telling.listed(serviceName, client.discover(service).healthy());
    }

    private ServiceName lookedUp(String serviceName) {
        ServiceName service = client.service(serviceName);
        synchronized (this) {
            checkIsRunning();
        }
        return service;
    }

    @Override
    public synchronized void subscribe(String serviceName, ServiceChangeListener listener) {
        Told told = told(serviceName, listener);
        checkIsRunning();
        if (subscribed.add(told)) {
            client.subscribe(told.service(), told.telling());
        }
    }

    @Override
    public synchronized void unsubscribe(String serviceName, ServiceChangeListener listener) {
        Told told = told(serviceName, listener);
        checkIsRunning();
        if (subscribed.remove(told)) {
            client.unsubscribe(told.service(), told.telling());
        }
    }

    private Told told(String serviceName, ServiceChangeListener listener) {
        return new Told(client.service(serviceName), new Telling(serviceName, required("listener", listener)));
    }

    /** Waits for what is unregistered at most 2 s; what is not by then leaves the list when its ttl is over. */
    @Override
    public void stop() {
        List<Kept> left;
        synchronized (this) {
            isRunning = false;
            subscribed.forEach(each -> client.unsubscribe(each.service(), each.telling()));
            subscribed.clear();
            left = new ArrayList<>(registered.values());
            registered.clear();
            metadata.clear();
        }
        if (!left.isEmpty()) {
            end(left);
        }
    }

    private void end(List<Kept> left) {
        CompletableFuture<?>[] asked =
                left.stream().map(each -> each.end().toCompletableFuture()).toArray(CompletableFuture<?>[]::new);
        try {
            client.awaitNoLonger(CompletableFuture.allOf(asked), STOP_TIMEOUT);
        } catch (RegistryException unable) {
            LOG.warn("not everything was deregistered: {}", unable.getMessage());
        }
    }

    @GuardedBy("this")
    private void checkIsRunning() {
        if (!isRunning) {
            throw new IllegalStateException("the naming service is not running; start() begins it");
        }
    }
}
