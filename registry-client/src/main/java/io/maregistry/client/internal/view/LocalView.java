package io.maregistry.client.internal.view;

import io.maregistry.client.spi.ServiceList;
import io.maregistry.client.spi.ServiceListener;
import io.maregistry.error.Causes;
import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.error.RegistryException.Conflict;
import io.maregistry.error.RegistryException.Unavailable;
import io.maregistry.model.ServiceName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The services that this process uses, as their lists are now. A service is watched from its first use on, until it is
 * {@linkplain #forget forgotten}; the first use of all opens the stream. Any thread.
 */
public final class LocalView implements AutoCloseable {

    private static final int MAX_SERVICES = 50_000;

    private final Time time;
    private final Executor listeners;
    private final Copies copies;
    private final Subscriptions subscriptions;
    private final Lineages lineages;
    private final WatchLoop loop;
    private final FirstLists firstLists;
    private final ConcurrentMap<ServiceName, KnownService> services = new ConcurrentHashMap<>();
    private final Object forgetting = new Object(); // whoever subscribes to a service and whoever forgets it take turns
    private volatile boolean isClosed;

    /** @param listeners runs one thing at a time, in order: calls of listeners, and what waits for first lists */
    public LocalView(WatchSource source, ServiceReader reader, Time time, Executor listeners, ViewOptions options) {
        this(source, reader, time, listeners, options, copies(options.cacheDirectory()));
    }

    LocalView(
            WatchSource source,
            ServiceReader reader,
            Time time,
            Executor listeners,
            ViewOptions options,
            Copies copies) {
        this.time = time;
        this.listeners = listeners;
        this.copies = copies;
        this.subscriptions = new Subscriptions(listeners);
        this.firstLists = new FirstLists(reader, time);
        this.lineages = new Lineages(time, options.staleAfter().toNanos());
        Polling polling = new Polling(reader, time, options.pollEvery(), services::values, lineages);
        this.loop = new WatchLoop(source, time, options, services::values, polling, lineages);
    }

    private static Copies copies(@Nullable Path directory) {
        return directory == null ? Copies.NONE : new DiskCache(directory);
    }

    /** Begins to keep copies, where it shall. Once. */
    public void start() {
        copies.start();
    }

    /**
     * The list of a service, the same object until it changes; null before the first one. Neither blocks nor allocates,
     * and does not begin to watch.
     */
    public @Nullable ServiceList known(ServiceName name) {
        KnownService service = services.get(name);
        return service == null ? null : service.list();
    }

    /**
     * The list of a service; on its first use waits for it.
     *
     * @param deadline how long to wait at most; then the copy from disk is taken, labelled stale, where there is one
     * @throws RegistryException where there is no list in time ({@link Unavailable}), or the service may not be watched
     */
    public ServiceList list(ServiceName name, Duration deadline) {
        ServiceList known = known(name);
        return known == null ? await(watched(name), deadline) : known;
    }

    /**
     * The same without blocking: done at once where one is known, else on the listeners' thread. What {@link #list} throws
     * is the stage's failure.
     */
    public CompletableFuture<ServiceList> first(ServiceName name, Duration deadline) {
        ServiceList known = known(name);
        try {
            return known == null ? awaited(watched(name), deadline) : CompletableFuture.completedFuture(known);
        } catch (RegistryException refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    private CompletableFuture<ServiceList> awaited(KnownService service, Duration deadline) {
        CompletableFuture<ServiceList> first = service.first();
        Alarms.Alarm late = time.alarms().set(deadline, () -> {
            service.fallBack(); // completes it where there is a copy
            first.completeExceptionally(late(service, deadline));
        });
        CompletableFuture<ServiceList> told = new CompletableFuture<>();
        var unused = first.whenComplete((list, unable) -> {
            late.cancel();
            onListenersThread(() -> settle(told, list, unable));
        });
        if (isClosed) {
            service.fail(closed()); // it closed before this one waited
        }
        return told;
    }

    private static void settle(
            CompletableFuture<ServiceList> told, @Nullable ServiceList list, @Nullable Throwable unable) {
        if (unable == null) {
            told.complete(list);
        } else {
            told.completeExceptionally(Causes.of(unable));
        }
    }

    /** Code of users: neither under a lock nor on the timer. Once the client closes, its caller has to do. */
    private void onListenersThread(Runnable telling) {
        if (isClosed) {
            telling.run();
            return;
        }
        try {
            listeners.execute(telling);
        } catch (RejectedExecutionException closing) {
            telling.run();
        }
    }

    /** Tells {@code listener} the list of the service, as soon as it is there, and each change of it from then on. */
    public void subscribe(ServiceName name, ServiceListener listener) {
        KnownService service = watched(name);
        while (!subscribe(service, listener)) {
            service = watched(name); // it was forgotten meanwhile
        }
    }

    private boolean subscribe(KnownService service, ServiceListener listener) {
        synchronized (forgetting) {
            boolean isWatched = services.get(service.name()) == service;
            if (isWatched) {
                subscriptions.add(service, listener);
            }
            return isWatched;
        }
    }

    /** Tells {@code listener} no more; a call that has begun may still be under way. The service stays watched. */
    public void unsubscribe(ServiceName name, ServiceListener listener) {
        KnownService service = services.get(name);
        if (service != null) {
            subscriptions.remove(service, listener);
        }
    }

    /** Watches the service no more; does nothing while somebody is subscribed to it. */
    public void forget(ServiceName name) {
        KnownService service = services.get(name);
        if (service != null && leaves(service)) {
            loop.forget(service);
        }
    }

    private boolean leaves(KnownService service) {
        synchronized (forgetting) {
            return !subscriptions.hasAny(service) && services.remove(service.name(), service);
        }
    }

    private KnownService watched(ServiceName name) {
        if (isClosed) {
            throw closed();
        }
        KnownService service = services.get(name);
        if (service == null) {
            if (services.size() >= MAX_SERVICES) {
                throw new Conflict(
                        ErrorCode.QUOTA_EXCEEDED, "at most " + MAX_SERVICES + " services can be watched", 0, -1);
            }
            KnownService created = new KnownService(name, lineages, copies.load(name), time.now(), this::changed);
            KnownService other = services.putIfAbsent(name, created);
            service = other == null ? created : other;
            if (other == null) {
                firstLists.await(created);
            }
        }
        loop.ask(service);
        if (isClosed) {
            service.fail(closed()); // it came while the client closed
            throw closed();
        }
        if (services.get(name) != service) { // it was forgotten before it was asked for
            loop.forget(service);
            return watched(name);
        }
        return service;
    }

    private void changed(KnownService service) {
        copies.changed(service);
        subscriptions.changed(service);
    }

    private static ServiceList await(KnownService service, Duration deadline) {
        try {
            return service.shared().get(deadline.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            service.fallBack();
            ServiceList copy = service.list();
            if (copy == null) {
                throw late(service, deadline);
            }
            return copy;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw unavailable("the wait for the list of " + service + " was interrupted");
        } catch (ExecutionException refused) {
            if (refused.getCause() instanceof RegistryException why) {
                throw why;
            }
            throw new IllegalStateException("the list of " + service + " cannot be had", refused.getCause());
        }
    }

    private static RegistryException late(KnownService service, Duration deadline) {
        return unavailable("no node told the list of " + service + " within " + deadline);
    }

    private static RegistryException closed() {
        return new Unavailable(ErrorCode.STOPPING, "the client is closed");
    }

    private static RegistryException unavailable(String message) {
        return new Unavailable(ErrorCode.NOT_READY, message);
    }

    /** Ends the stream and keeps a last copy. Lists that are known stay readable. Once or more often. */
    @Override
    public void close() {
        isClosed = true;
        loop.close();
        firstLists.close();
        services.values().forEach(service -> service.fail(closed()));
        copies.close();
    }
}
