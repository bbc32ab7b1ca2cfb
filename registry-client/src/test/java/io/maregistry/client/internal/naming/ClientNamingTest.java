package io.maregistry.client.internal.naming;

import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.client.naming.ServiceInstance;
import org.junit.jupiter.api.Test;

/** What the naming service leaves behind. */
class ClientNamingTest {

    private static final ServiceInstance INSTANCE = ServiceInstance.of("orders", "10.0.0.7", 8080);

    private final FakeClient client = new FakeClient();
    private final ClientNaming naming = new ClientNaming(client);

    @Test
    void stopEndsTheLaterOfTwoRegistrationsThatAreReportedInTheOtherOrder() {
        naming.start();
        client.whileWaiting(() -> naming.register(INSTANCE));
        naming.register(INSTANCE);
        assertThat(client.registrations).extracting(FakeClient.Own::isKept).containsExactly(false, true);

        naming.stop();

        assertThat(client.registrations).extracting(FakeClient.Own::isKept).containsExactly(false, false);
    }
}
