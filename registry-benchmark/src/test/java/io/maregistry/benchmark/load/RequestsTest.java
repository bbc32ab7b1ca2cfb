package io.maregistry.benchmark.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class RequestsTest {

    private static final InetSocketAddress NODE = new InetSocketAddress(InetAddress.getLoopbackAddress(), 8081);

    @Test
    void renewalsNameTheInstancesThatWereRegisteredOneAfterTheOther() {
        Requests renewals = Requests.renewals(List.of("a.B", "a.C"));

        for (String service : List.of("a.B", "a.C", "a.B")) {
            int number = service.equals("a.B") ? 0 : 1;
            assertThat(text(renewals.next(NODE)))
                    .isEqualTo(
                            text(Requests.registration(NODE, service, number)).replace("/reg?", "/renew?"));
        }
    }

    @Test
    void instancesThatAreReadStay() {
        assertThat(text(Requests.persistentRegistration(NODE, "a.B", 1))).contains(",\"ephemeral\":false}");
    }

    private static String text(byte[] request) {
        return new String(request, StandardCharsets.US_ASCII);
    }
}
