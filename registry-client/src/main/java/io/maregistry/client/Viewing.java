package io.maregistry.client;

import io.maregistry.client.internal.routing.RoutedCalls;
import io.maregistry.client.internal.routing.Scheduler;
import io.maregistry.client.internal.view.Alarms;
import io.maregistry.client.internal.view.LocalView;
import io.maregistry.client.internal.view.RoutedSource;
import io.maregistry.client.internal.view.Time;
import io.maregistry.client.internal.view.ViewOptions;
import io.maregistry.client.spi.ServiceList;
import io.maregistry.model.Filter;
import io.maregistry.model.ServiceName;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;

/** The local view of a client, kept over the client's calls. Any thread. */
final class Viewing implements AutoCloseable {

    private final LocalView view;
    private final FilteredLists filtered = new FilteredLists();
    private final Duration callTimeout;

    Viewing(
            RoutedCalls calls,
            Scheduler scheduler,
            RandomGenerator random,
            Executor listeners,
            ViewOptions options,
            Duration callTimeout) {
        Time time = time(scheduler, random);
        RoutedSource source = new RoutedSource(calls, time, options.backoff());
        this.view = new LocalView(source, source, time, listeners, options);
        this.callTimeout = callTimeout;
    }

    LocalView view() {
        return view;
    }

    /** The newest list; waits for the first one where none is known. */
    ServiceList list(ServiceName name) {
        ServiceList known = view.known(name);
        if (known == null) {
            ClientThreads.checkMayBlock();
            known = view.list(name, callTimeout);
        }
        return known;
    }

    /** What the filter leaves of it; the same object until the list changes. */
    ServiceList list(ServiceName name, Filter filter) {
        return filtered.of(list(name), filter);
    }

    void start() {
        view.start();
    }

    @Override
    public void close() {
        view.close();
    }

    static Time time(Scheduler scheduler, RandomGenerator random) {
        return new Time(System::nanoTime, alarms(scheduler), random);
    }

    private static Alarms alarms(Scheduler scheduler) {
        return (delay, task) -> {
            AtomicBoolean isCancelled = new AtomicBoolean();
            scheduler.after(delay.toNanos(), () -> {
                if (!isCancelled.get()) {
                    task.run();
                }
            });
            return () -> isCancelled.set(true);
        };
    }
}
