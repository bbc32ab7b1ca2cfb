package io.maregistry.client;

import io.maregistry.client.internal.naming.Client;
import io.maregistry.client.internal.routing.Router;
import io.maregistry.client.spi.ClientOptions;
import io.maregistry.client.spi.RegistrationListener;
import io.maregistry.client.spi.ServiceList;
import io.maregistry.client.spi.ServiceListener;
import io.maregistry.model.Content;
import io.maregistry.model.ServiceName;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** A client as the naming interfaces see it. Any thread. */
record NamingClient(RegistryClient client, ClientOptions options, Router calls) implements Client {

    private static final RegistrationListener NOBODY = new RegistrationListener() {};

    private record Own(Registration registration) implements Kept {

        @Override
        public boolean isKept() {
            return registration.isKept();
        }

        @Override
        public CompletionStage<Boolean> end() {
            return registration.closeAsync();
        }
    }

    @Override
    public ServiceName service(String name) {
        return Arguments.service(options.namespace(), name);
    }

    @Override
    public CompletionStage<Kept> register(ServiceName service, String url, Content content) {
        return client.registerAsync(whole(service), url, content, NOBODY).thenApply(Own::new);
    }

    @Override
    public CompletionStage<Boolean> unregister(ServiceName service, String url) {
        return client.unregisterAsync(whole(service), url);
    }

    @Override
    public ServiceList discover(ServiceName service) {
        return client.discover(whole(service));
    }

    @Override
    public void subscribe(ServiceName service, ServiceListener listener) {
        client.subscribe(whole(service), listener);
    }

    @Override
    public void unsubscribe(ServiceName service, ServiceListener listener) {
        client.unsubscribe(whole(service), listener);
    }

    @Override
    public Duration callTimeout() {
        return options.callTimeout();
    }

    @Override
    public <T> T await(CompletionStage<T> stage, Duration atMost) {
        return Waiting.on(stage, atMost);
    }

    @Override
    public <T> T awaitNoLonger(CompletionStage<T> stage, Duration atMost) {
        return Waiting.noLongerThan(atMost, stage);
    }

    /** With its namespace in any case: a bare name would mean one in the client's. */
    private static String whole(ServiceName service) {
        return service.namespace() + '/' + service.group() + '/' + service.name();
    }
}
