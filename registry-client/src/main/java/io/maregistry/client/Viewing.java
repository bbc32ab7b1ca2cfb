package io.maregistry.client;

import io.maregistry.client.internal.routing.RoutedCalls;
import io.maregistry.client.internal.routing.Scheduler;
import io.maregistry.client.internal.transport.CallFailure;
import io.maregistry.client.internal.transport.Transport;
import io.maregistry.client.internal.view.Alarms;
import io.maregistry.client.internal.view.ListenerThread;
import io.maregistry.client.internal.view.LocalView;
import io.maregistry.client.internal.view.ServiceReader;
import io.maregistry.client.internal.view.Time;
import io.maregistry.client.internal.view.ViewOptions;
import io.maregistry.client.internal.view.WatchSource;
import io.maregistry.model.ServiceName;
import io.maregistry.proto.v1.GetServiceReply;
import io.maregistry.proto.v1.GetServiceRequest;
import io.maregistry.proto.v1.ListServicesReply;
import io.maregistry.proto.v1.ListServicesRequest;
import io.maregistry.proto.v1.WatchAdd;
import io.maregistry.proto.v1.WatchEvent;
import io.maregistry.proto.v1.WatchRemove;
import io.maregistry.proto.v1.WatchRequest;
import io.maregistry.wire.KeyMessages;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;

/** The local view of a client, kept over the client's calls. Any thread. */
final class Viewing implements AutoCloseable {

    private final LocalView view;
    private final ListenerThread listeners = new ListenerThread();

    Viewing(RoutedCalls calls, Scheduler scheduler, RandomGenerator random, ViewOptions options) {
        Time time = new Time(System::nanoTime, alarms(scheduler), random);
        this.view = new LocalView(new Watches(calls), new Reads(calls), time, listeners, options);
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
        listeners.close();
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

    /** Watches over the nearest node. */
    private record Watches(RoutedCalls calls) implements WatchSource {
        @Override
        public Stream open(Listener listener) {
            return new OneWatch(calls.watch(new Transport.Incoming<>() {
                @Override
                public void message(WatchEvent event) {
                    listener.onEvent(event);
                }

                @Override
                public void ended(CallFailure failure) {
                    listener.onEnd(failure.error());
                }
            }));
        }
    }

    private record OneWatch(Transport.Outgoing<WatchRequest> out) implements WatchSource.Stream {
        @Override
        public void add(WatchAdd add) {
            out.send(WatchRequest.newBuilder().setAdd(add).build());
        }

        @Override
        public void remove(long id) {
            out.send(WatchRequest.newBuilder()
                    .setRemove(WatchRemove.newBuilder().setId(id))
                    .build());
        }

        @Override
        public void close() {
            out.close();
        }
    }

    /** Single reads, for the time in which nothing can be watched. */
    private record Reads(RoutedCalls calls) implements ServiceReader {
        @Override
        public CompletionStage<ListServicesReply> revisions(List<ServiceName> services) {
            ListServicesRequest.Builder request = ListServicesRequest.newBuilder();
            services.forEach(service -> request.addServices(KeyMessages.toMessage(service)));
            return calls.services(request.build());
        }

        @Override
        public CompletionStage<GetServiceReply> read(ServiceName service) {
            return calls.service(GetServiceRequest.newBuilder()
                    .setService(KeyMessages.toMessage(service))
                    .build());
        }
    }
}
