package io.maregistry.client.internal.naming;

import io.maregistry.client.internal.routing.Router;
import io.maregistry.client.spi.ServiceList;
import io.maregistry.client.spi.ServiceListener;
import io.maregistry.model.Content;
import io.maregistry.model.ServiceName;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** What the naming interfaces see of the client that they stand on. Any thread. */
public interface Client {

    /** The service that users mean by {@code name}; unlawful names are an {@code IllegalArgumentException}. */
    ServiceName service(String name);

    /** Lists the instance and keeps it listed. */
    CompletionStage<Kept> register(ServiceName service, String url, Content content);

    /** An instance that is kept listed. */
    interface Kept {

        /** False once it is ended, or another registration has taken its place. */
        boolean isKept();

        /** Takes it off the list, unless another registration has taken its place; ends within 2 s. */
        CompletionStage<Boolean> end();
    }

    /** Takes it off the list, whoever registered it, and keeps it no more; says whether it was listed. */
    CompletionStage<Boolean> unregister(ServiceName service, String url);

    /** The service from the local view; its first use waits for a node. */
    ServiceList discover(ServiceName service);

    void subscribe(ServiceName service, ServiceListener listener);

    void unsubscribe(ServiceName service, ServiceListener listener);

    /** The calls that nothing more is made of. */
    Router calls();

    /** How long a call may take with all its retries. */
    Duration callTimeout();

    /** The result of the stage, which ends by itself within {@code atMost}; its failure is thrown. */
    <T> T await(CompletionStage<T> stage, Duration atMost);

    /** The same where nobody waits longer, whatever becomes of the stage. */
    <T> T awaitNoLonger(CompletionStage<T> stage, Duration atMost);
}
