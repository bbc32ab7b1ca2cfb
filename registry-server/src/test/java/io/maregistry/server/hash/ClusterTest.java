package io.maregistry.server.hash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.maregistry.server.config.Address;
import io.maregistry.server.config.StartException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;

class ClusterTest {

    private static final Address LOOPBACK = new Address("127.0.0.1", 8081);
    private static final Address EVERYWHERE = new Address("0.0.0.0", 8081);

    @Test
    void documentsListNamesThisNodeByItsPort() {
        Cluster cluster = Cluster.of(list("localhost:8081", "localhost:8082"), LOOPBACK, machine("127.0.0.1"));

        assertThat(cluster.self()).isEqualTo("http://localhost:8081");
        assertThat(cluster.others()).containsExactly("http://localhost:8082");
        assertThat(cluster.nameOf("http://localhost:8082")).isEqualTo("n2");
    }

    @Test
    void localhostBecomesTheAddressOfTheMachineWhereOthersMayComeIn() {
        Cluster cluster = Cluster.of(
                list("localhost:8081", "127.0.0.1:8082", "10.0.0.9:8081"),
                EVERYWHERE,
                machine("127.0.0.1", "169.254.7.7", "10.0.0.7"));

        assertThat(cluster.self()).isEqualTo("http://10.0.0.7:8081");
        assertThat(cluster.others()).containsExactly("http://10.0.0.7:8082", "http://10.0.0.9:8081");
    }

    @Test
    void nodeIsFoundByAnyAddressOfItsMachine() {
        Cluster cluster =
                Cluster.of(list("10.0.0.9:8081", "10.1.0.7:8081"), EVERYWHERE, machine("10.0.0.7", "10.1.0.7"));

        assertThat(cluster.self()).isEqualTo("http://10.1.0.7:8081");
    }

    @Test
    void urlsAreSpeltOneWay() {
        Cluster cluster = Cluster.of(list("LOCALHOST:8081", "[FD00::1]:8082"), LOOPBACK, machine("127.0.0.1"));

        assertThat(cluster.servers())
                .extracting(Server::url)
                .containsExactly("http://localhost:8081", "http://[fd00::1]:8082");
    }

    @Test
    void nodeWithoutAListIsAlone() {
        assertThat(Cluster.of(List.of(), LOOPBACK, machine("127.0.0.1")).servers())
                .extracting(Server::url, Server::status)
                .containsExactly(Tuple.tuple("http://127.0.0.1:8081", true));
        assertThat(Cluster.of(List.of(), LOOPBACK, machine("127.0.0.1", "10.0.0.5"))
                        .self())
                .as("where it listens on loopback only nobody reaches it by another address")
                .isEqualTo("http://127.0.0.1:8081");
    }

    @Test
    void listThatDoesNotNameThisNodeOnceIsRefused() {
        assertRefused("have this node among them", "10.0.0.9:8081", "localhost:8082");
        assertRefused("have this node among them once: 2 of", "127.0.0.1:8081", "localhost:8081");
        assertRefused("have http://10.0.0.9:8082 once", "localhost:8081", "10.0.0.9:8082", "10.0.0.9:8082");
    }

    private static void assertRefused(String rule, String... servers) {
        assertThatExceptionOfType(StartException.class)
                .isThrownBy(() -> Cluster.of(list(servers), LOOPBACK, machine("127.0.0.1", "10.0.0.7")))
                .withMessageContaining("server-list must " + rule)
                .satisfies(refused -> assertThat(refused.exitCode().number()).isEqualTo(78));
    }

    private static List<Address> list(String... servers) {
        return Arrays.stream(servers).map(Address::parse).toList();
    }

    private static LocalAddresses machine(String... addresses) {
        return new LocalAddresses(
                List.of(Arrays.stream(addresses).map(ClusterTest::address).toArray(InetAddress[]::new)));
    }

    private static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException unlawful) {
            throw new IllegalArgumentException(unlawful);
        }
    }
}
