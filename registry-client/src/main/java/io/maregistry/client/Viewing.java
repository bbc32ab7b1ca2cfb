package io.maregistry.client;

import io.maregistry.client.internal.routing.RoutedCalls;
import io.maregistry.client.internal.routing.Scheduler;
import io.maregistry.client.internal.view.Alarms;
import io.maregistry.client.internal.view.LocalView;
import io.maregistry.client.internal.view.RoutedSource;
import io.maregistry.client.internal.view.Time;
import io.maregistry.client.internal.view.ViewOptions;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;

/** The local view of a client, kept over the client's calls. Any thread. */
final class Viewing implements AutoCloseable {

    private final LocalView view;

    Viewing(RoutedCalls calls, Scheduler scheduler, RandomGenerator random, Executor listeners, ViewOptions options) {
        Time time = new Time(System::nanoTime, alarms(scheduler), random);
        RoutedSource source = new RoutedSource(calls, time, options.backoff());
        this.view = new LocalView(source, source, time, listeners, options);
    }

    LocalView view() {
        return view;
    }

    void start() {
        view.start();
    }

    @Override
    public void close() {
        view.close();
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
