package io.maregistry.client.internal.view;

import io.maregistry.client.spi.ServiceChange;
import io.maregistry.client.spi.ServiceList;
import io.maregistry.client.spi.ServiceListener;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who hears of which services. Each subscription waits at most once for the listeners' thread, however much changes
 * meanwhile, so that what waits is bounded by the number of subscriptions. Any thread.
 */
final class Subscriptions {

    private static final Logger log = LoggerFactory.getLogger(Subscriptions.class);

    private final Executor listeners;
    private final Map<KnownService, List<Subscription>> all = new ConcurrentHashMap<>();

    /** @param listeners runs one thing at a time, in order */
    Subscriptions(Executor listeners) {
        this.listeners = listeners;
    }

    /** Tells that one too, from the list on that there is; once, however often it is added. */
    void add(KnownService service, ServiceListener listener) {
        all.compute(service, (same, before) -> {
            List<Subscription> some = before == null ? new CopyOnWriteArrayList<>() : before;
            if (some.stream().noneMatch(each -> each.listener.equals(listener))) {
                some.add(new Subscription(service, listener));
            }
            return some;
        });
        changed(service);
    }

    /** Tells that one no more; a call that has begun may still be under way. */
    void remove(KnownService service, ServiceListener listener) {
        all.computeIfPresent(service, (same, some) -> {
            some.stream().filter(each -> each.listener.equals(listener)).forEach(each -> each.isOver = true);
            some.removeIf(each -> each.isOver);
            return some.isEmpty() ? null : some; // a service that nobody hears of must not be kept by this
        });
    }

    boolean hasAny(KnownService service) {
        return all.containsKey(service);
    }

    void changed(KnownService service) {
        all.getOrDefault(service, List.of()).forEach(this::wake);
    }

    private void wake(Subscription subscription) {
        if (subscription.isWaiting.compareAndSet(false, true)) {
            try {
                listeners.execute(subscription);
            } catch (RejectedExecutionException closed) {
                log.debug("nobody is told any more: service {}", subscription.service);
            }
        }
    }

    /** One listener of one service. */
    private static final class Subscription implements Runnable {
        private final KnownService service;
        private final ServiceListener listener;
        private final AtomicBoolean isWaiting = new AtomicBoolean();
        private volatile boolean isOver;
        private @Nullable ServiceList told; // of the listeners' thread

        Subscription(KnownService service, ServiceListener listener) {
            this.service = service;
            this.listener = listener;
        }

        @Override
        @SuppressWarnings("ReferenceEquality") // the same list is the same object; comparing long ones takes long
        public void run() {
            isWaiting.set(false); // before it looks: what comes later is told by another run
            ServiceList before = told;
            ServiceList now = service.list();
            if (now == null || now == before || isOver) {
                return;
            }
            told = now;
            ServiceChange change = before == null ? ServiceChange.first(now) : ServiceChange.between(before, now);
            if (before == null || !change.isNothing()) {
                tell(change);
            }
        }

        private void tell(ServiceChange change) {
            try {
                listener.onChange(change);
            } catch (RuntimeException | Error foreign) { // the edge to code of others: nobody else may suffer
                log.error("a listener failed: service {}", service, foreign);
            }
        }
    }
}
