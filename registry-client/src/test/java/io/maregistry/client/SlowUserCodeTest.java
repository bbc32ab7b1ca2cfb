package io.maregistry.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.maregistry.client.spi.AddressSource;
import io.maregistry.client.spi.Endpoint;
import io.maregistry.client.spi.RegistrationListener;
import io.maregistry.model.Content;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Code of the user that hangs: instances are renewed all the same. */
@Timeout(60)
class SlowUserCodeTest {

    private static final String URL = "http://10.0.0.7:8080";

    private final FakeNode node = new FakeNode();
    private final CountDownLatch end = new CountDownLatch(1);

    @AfterEach
    void stop() {
        end.countDown();
        node.close();
    }

    @Test
    void sourceOfAddressesThatHangsHoldsUpNoRenewal() {
        List<Endpoint> fixed = List.of(Endpoint.of(node.endpoint()));
        AtomicInteger asked = new AtomicInteger();
        AddressSource hanging = () -> {
            if (asked.getAndIncrement() > 0) {
                hang();
            }
            return fixed;
        };
        try (RegistryClient client = RegistryClient.builder().addresses(hanging).build()) {
            await().until(() -> asked.get() > 1);
            registered(client, new RegistrationListener() {});

            await().until(() -> node.renewed.size() > 3);
            end.countDown();
        }
    }

    @Test
    void listenerThatHangsHoldsUpNoRenewal() {
        CompletableFuture<Void> called = new CompletableFuture<>();
        RegistrationListener hanging = new RegistrationListener() {
            @Override
            public void registeredAgain() {
                called.complete(null);
                hang();
            }
        };
        try (RegistryClient client =
                RegistryClient.builder().endpoints(node.endpoint()).build()) {
            registered(client, hanging);
            node.forgets = true;
            node.next().take();
            called.join();
            int before = node.renewed.size();

            await().until(() -> node.renewed.size() > before + 3);
            end.countDown();
        }
    }

    @Test
    void lookUpThatHangsHoldsUpNoOther() {
        ClientThreads threads = new ClientThreads();
        CompletableFuture<Void> other = new CompletableFuture<>();
        threads.lookups().execute(this::hang);

        threads.lookups().execute(() -> other.complete(null));

        assertThat(other).succeedsWithin(Duration.ofSeconds(20));
        end.countDown();
        threads.close();
    }

    private void registered(RegistryClient client, RegistrationListener listener) {
        node.renewEveryMillis = 200;
        CompletionStage<Registration> registering = client.registerAsync("orders", URL, Content.PLAIN, listener);
        node.next().take();
        registering.toCompletableFuture().join();
    }

    private void hang() {
        try {
            end.await();
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }
}
