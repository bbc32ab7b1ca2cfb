package io.maregistry.client.internal.naming;

import io.maregistry.client.internal.routing.Router;
import io.maregistry.client.spi.ServiceList;
import io.maregistry.client.spi.ServiceListener;
import io.maregistry.model.Content;
import io.maregistry.model.ServiceName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A client that keeps, of each instance, the registration that was asked for last. One thread. */
final class FakeClient implements Client {

    final List<Own> registrations = new ArrayList<>();
    private final List<Runnable> whileWaiting = new ArrayList<>();

    /** A registration, and whether it is kept. */
    static final class Own implements Kept {
        private boolean isKept = true;

        @Override
        public boolean isKept() {
            return isKept;
        }

        @Override
        public CompletionStage<Boolean> end() {
            boolean wasKept = isKept;
            isKept = false;
            return CompletableFuture.completedStage(wasKept);
        }
    }

    /** What another thread does while the next one waits. */
    void whileWaiting(Runnable other) {
        whileWaiting.add(other);
    }

    @Override
    public CompletionStage<Kept> register(ServiceName service, String url, Content content) {
        registrations.forEach(Own::end);
        Own own = new Own();
        registrations.add(own);
        return CompletableFuture.completedStage(own);
    }

    @Override
    public <T> T await(CompletionStage<T> stage, Duration atMost) {
        if (!whileWaiting.isEmpty()) {
            whileWaiting.remove(0).run();
        }
        return stage.toCompletableFuture().join();
    }

    @Override
    public <T> T awaitNoLonger(CompletionStage<T> stage, Duration atMost) {
        return stage.toCompletableFuture().join();
    }

    @Override
    public ServiceName service(String name) {
        return ServiceName.of(name);
    }

    @Override
    public Duration callTimeout() {
        return Duration.ofSeconds(1);
    }

    @Override
    public CompletionStage<Boolean> unregister(ServiceName service, String url) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ServiceList discover(ServiceName service) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void subscribe(ServiceName service, ServiceListener listener) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void unsubscribe(ServiceName service, ServiceListener listener) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Router calls() {
        throw new UnsupportedOperationException();
    }
}
