package io.maregistry.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.maregistry.client.naming.NamingService;
import io.maregistry.client.naming.ServiceInstance;
import io.maregistry.error.RegistryException;
import io.maregistry.proto.v1.UnregisterItem;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Registrations that are done when nobody wants them any more: none of them may stay listed. */
@Timeout(60)
class LateRegistrationTest {

    private static final String URL = "http://10.0.0.7:8080";

    @Test
    void whoeverIsInterruptedLeavesNoRegistrationBehind() throws InterruptedException {
        try (FakeNode node = new FakeNode();
                RegistryClient client = client(node)) {
            CompletableFuture<Throwable> failure = new CompletableFuture<>();
            Thread caller = new Thread(() -> register(client, failure), "caller");
            caller.start();
            FakeNode.Asked asked = node.next();

            caller.interrupt();
            caller.join();
            assertThat(failure.join()).isInstanceOf(RegistryException.Indeterminate.class);
            asked.take();

            await().untilAsserted(() -> assertThat(node.unregistered)
                    .extracting(UnregisterItem::getId)
                    .containsExactly(URL));
        }
    }

    @Test
    void whoeverIsInterruptedInTheNamingServiceLeavesNoRegistrationBehind() throws InterruptedException {
        try (FakeNode node = new FakeNode();
                RegistryClient client = client(node)) {
            NamingService naming = client.naming();
            naming.start();
            CompletableFuture<Throwable> failure = new CompletableFuture<>();
            Thread caller = new Thread(() -> register(naming, failure), "caller");
            caller.start();
            FakeNode.Asked asked = node.next();

            caller.interrupt();
            caller.join();
            assertThat(failure.join()).isInstanceOf(RegistryException.Indeterminate.class);
            asked.take();

            await().untilAsserted(() -> assertThat(node.unregistered)
                    .extracting(UnregisterItem::getId)
                    .containsExactly(URL));
        }
    }

    @Test
    void threadOfTheClientThatMayNotWaitLeavesNoRegistrationBehind() {
        try (FakeNode node = new FakeNode();
                RegistryClient client = client(node)) {
            CompletionStage<Registration> first = client.registerAsync("orders", "http://10.0.0.8:8080");
            CompletableFuture<Throwable> failure = new CompletableFuture<>();
            var unused = first.thenAccept(known -> register(client, failure));
            node.next().take();
            assertThat(failure.join()).isInstanceOf(IllegalStateException.class);
            node.next().take();

            await().untilAsserted(() -> assertThat(node.unregistered)
                    .extracting(UnregisterItem::getId)
                    .containsExactly(URL));
        }
    }

    @Test
    void registrationThatIsAnsweredWhileTheClientClosesIsTakenOff() throws InterruptedException {
        try (FakeNode node = new FakeNode()) {
            RegistryClient client = client(node);
            CompletionStage<Registration> registering = client.registerAsync("orders", URL);
            FakeNode.Asked asked = node.next();
            CompletionStage<Registration> known = client.registerAsync("orders", "http://10.0.0.8:8080");
            node.next().take();
            known.toCompletableFuture().join();
            Thread closing = new Thread(client::close, "closing");
            closing.start();
            await().until(() -> !node.unregistered.isEmpty()); // it has begun
            asked.take();
            closing.join();

            assertThat(node.unregistered)
                    .extracting(UnregisterItem::getId)
                    .containsExactly("http://10.0.0.8:8080", URL);
            assertThatThrownBy(() -> registering.toCompletableFuture().join())
                    .hasRootCauseInstanceOf(RegistryException.Unavailable.class)
                    .hasRootCauseMessage("the client is closed");
        }
    }

    private static RegistryClient client(FakeNode node) {
        return RegistryClient.builder().endpoints(node.endpoint()).build();
    }

    private static void register(RegistryClient client, CompletableFuture<Throwable> failure) {
        try {
            client.register("orders", URL);
            failure.complete(new AssertionError("it was registered"));
        } catch (RegistryException | IllegalStateException told) {
            failure.complete(told);
        }
    }

    private static void register(NamingService naming, CompletableFuture<Throwable> failure) {
        try {
            naming.register(ServiceInstance.ofUrl("orders", URL));
            failure.complete(new AssertionError("it was registered"));
        } catch (RegistryException told) {
            failure.complete(told);
        }
    }
}
