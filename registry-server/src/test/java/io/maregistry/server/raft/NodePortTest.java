package io.maregistry.server.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maregistry.server.config.Address;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@NullMarked
@Timeout(60)
class NodePortTest {

    private final NodePort port = new NodePort(new Address("127.0.0.1", 0));

    @AfterEach
    void close() {
        port.close();
    }

    @Test
    void listensOnItsAddressAloneAndTellsThePortItGot() throws Exception {
        port.start();

        assertThat(port.address().port()).isPositive();
        assertThat(isOpenAt(InetAddress.getByAddress(new byte[] {127, 0, 0, 1})))
                .isTrue();
        assertThat(isOpenAt(InetAddress.getByAddress(new byte[] {127, 0, 0, 2})))
                .isFalse();
    }

    private boolean isOpenAt(InetAddress host) throws IOException {
        try (Socket socket = new Socket(host, port.address().port())) {
            return socket.isConnected();
        } catch (ConnectException e) {
            return false;
        }
    }

    @Test
    void portInUseIsToldFromAnAddressThatIsNotThisMachines() {
        port.start();
        try (NodePort second = new NodePort(port.address());
                NodePort elsewhere = new NodePort(new Address("192.0.2.1", 0))) {
            assertThatThrownBy(second::start)
                    .isInstanceOf(NodePortException.class)
                    .hasMessage("node port " + port.address() + " is in use by another process")
                    .extracting("exitCode", InstanceOfAssertFactories.INTEGER)
                    .isEqualTo(69);
            assertThatThrownBy(elsewhere::start)
                    .isInstanceOf(NodePortException.class)
                    .extracting("exitCode", InstanceOfAssertFactories.INTEGER)
                    .isEqualTo(78);
        }
    }

    @Test
    void addressIsFreeAgainOnceThePortIsClosed() {
        port.start();
        port.close();

        for (int round = 0; round < 3; round++) {
            NodePort again = new NodePort(port.address());
            again.start();
            again.close();
        }
    }
}
