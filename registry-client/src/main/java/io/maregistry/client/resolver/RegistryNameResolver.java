package io.maregistry.client.resolver;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.grpc.NameResolver;
import io.grpc.Status;
import io.maregistry.client.RegistryClient;
import io.maregistry.client.spi.ServiceChange;
import io.maregistry.client.spi.ServiceList;
import io.maregistry.client.spi.ServiceListener;
import io.maregistry.error.Causes;
import io.maregistry.error.RegistryException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells one channel where the instances of one service are. The channel calls {@link #start}, {@link #refresh} and {@link
 * #shutdown} one after another; lists come on the client's listeners' thread and are translated where it may block.
 */
final class RegistryNameResolver extends NameResolver {

    private static final Logger LOG = LoggerFactory.getLogger(RegistryNameResolver.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration FIRST_WAIT = Duration.ofSeconds(5); // the JVM itself forgets after 10 s
    private static final int MOST_DOUBLINGS = 4;

    private final String service;
    private final String authority;
    private final Clients clients;
    private final String endpoints;
    private final Surroundings surroundings;
    private final ServiceListener subscription = this::changed;
    private final AtomicBoolean isTelling = new AtomicBoolean(); // waits for the executor
    private final AtomicBoolean isAsking = new AtomicBoolean();
    private boolean isSubscribed; // of the channel's calls

    private final AtomicBoolean isWaiting = new AtomicBoolean();

    @GuardedBy("this")
    private int lookedUpInVain; // one after another

    private volatile @Nullable ServiceList known;
    private volatile @Nullable Listener2 listener;
    private volatile Clients.@Nullable Lease lease; // null before the start and behind the end

    /**
     * @param authority what the channel calls the service in its requests
     */
    RegistryNameResolver(
            String service, String authority, Clients clients, String endpoints, Surroundings surroundings) {
        this.service = service;
        this.authority = authority;
        this.clients = clients;
        this.endpoints = endpoints;
        this.surroundings = surroundings;
    }

    /** Runs something later, on any thread. */
    @FunctionalInterface
    interface Alarm {
        void after(Duration delay, Runnable task);
    }

    /**
     * What a channel lends.
     *
     * @param executor runs what may block
     */
    record Surroundings(Executor executor, Alarm alarm, Addresses.Hosts hosts) {}

    @Override
    public String getServiceAuthority() {
        return authority;
    }

    @Override
    public void start(Listener2 channel) {
        listener = channel;
        try {
            Clients.Lease mine = clients.lease(endpoints);
            lease = mine;
            ask(mine.client());
        } catch (IllegalArgumentException | IllegalStateException unable) { // no such address
            channel.onError(status(unable));
        }
    }

    /** The channel could not connect, or has no addresses: a host may have moved meanwhile. */
    @Override
    public void refresh() {
        Clients.Lease mine = lease;
        if (mine == null) {
            return;
        }
        if (known == null) {
            ask(mine.client());
        } else {
            tellSoon();
        }
    }

    /** Calls must not wait for ever where nobody answers; lists themselves come to the subscription. */
    private void ask(RegistryClient client) {
        if (!isAsking.compareAndSet(false, true)) {
            return;
        }
        var unused = first(client)
                .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((list, failure) -> {
                    isAsking.set(false);
                    Listener2 channel = listener;
                    if (failure != null && known == null && lease != null && channel != null) {
                        channel.onError(status(Causes.of(failure)));
                    }
                });
    }

    /** Throws nothing: nobody catches what comes out of a refresh, and it would break the channel for good. */
    private CompletableFuture<ServiceList> first(RegistryClient client) {
        try {
            if (!isSubscribed) {
                client.subscribe(service, subscription);
                isSubscribed = true;
            }
            return client.discoverAsync(service).toCompletableFuture();
        } catch (RegistryException | IllegalArgumentException | IllegalStateException unable) {
            return CompletableFuture.failedFuture(unable);
        }
    }

    private Status status(Throwable cause) {
        String why = cause instanceof TimeoutException ? "no node told it within " + PATIENCE : cause.getMessage();
        return Status.UNAVAILABLE
                .withDescription("the list of service " + service + " is not known: " + why)
                .withCause(cause);
    }

    private void changed(ServiceChange change) {
        known = change.list();
        tellSoon();
    }

    private void tellSoon() {
        if (isTelling.compareAndSet(false, true)) {
            try {
                surroundings.executor().execute(this::tell);
            } catch (RejectedExecutionException ended) {
                LOG.debug("service={} the channel has ended", service);
            }
        }
    }

    /** One at a time: the newest list is told last. */
    private synchronized void tell() {
        isTelling.set(false); // before it looks: what comes later is told by another run
        ServiceList list = known;
        Listener2 channel = listener;
        if (list == null || channel == null || lease == null) {
            return;
        }
        Addresses.Found found = Addresses.of(list, surroundings.hosts());
        channel.onResult(ResolutionResult.newBuilder()
                .setAddressesOrError(found.addresses())
                .build());
        if (found.unknown().isEmpty()) {
            lookedUpInVain = 0;
        } else {
            tellLater();
        }
    }

    /** The channel does not ask again where it has another address, and the list may stay as it is for days. */
    @GuardedBy("this")
    private void tellLater() {
        if (isWaiting.compareAndSet(false, true)) {
            Duration wait = FIRST_WAIT.multipliedBy(1L << Math.min(lookedUpInVain++, MOST_DOUBLINGS));
            try {
                surroundings.alarm().after(wait, this::waited);
            } catch (RejectedExecutionException ended) {
                LOG.debug("service={} the channel has ended", service);
            }
        }
    }

    /** On a timer that all channels share: it waits for nobody who looks up a host. */
    private void waited() {
        isWaiting.set(false);
        tellSoon();
    }

    @Override
    public void shutdown() {
        Clients.Lease mine = lease;
        lease = null;
        if (mine != null) {
            mine.client().unsubscribe(service, subscription);
            mine.end();
        }
    }
}
