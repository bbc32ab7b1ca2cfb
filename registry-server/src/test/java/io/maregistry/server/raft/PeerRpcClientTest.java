package io.maregistry.server.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.alipay.remoting.Connection;
import com.alipay.remoting.DefaultConnectionManager;
import com.alipay.remoting.Url;
import com.alipay.sofa.jraft.option.RpcOptions;
import com.alipay.sofa.jraft.util.Endpoint;
import io.maregistry.server.config.Address;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What bolt is left with when a connection closes while its pool is being made is put there through its own doors. */
@NullMarked
@Timeout(60)
class PeerRpcClientTest {

    private static final String DIALLER = "a".repeat(32);
    private static final String LISTENER = "b".repeat(32);

    private final NodePort port = new NodePort(new Address("127.0.0.1", 0));
    private final NodePort peer = new NodePort(new Address("127.0.0.1", 0));
    private final AtomicLong nanos = new AtomicLong();
    private com.alipay.remoting.rpc.RpcClient bolt;
    private PeerRpcClient client;
    private Endpoint endpoint;

    @BeforeEach
    void open() {
        port.start();
        peer.start();
        Map<String, String> members =
                Map.of(port.address().toString(), DIALLER, peer.address().toString(), LISTENER);
        port.identify(port.address().toString(), DIALLER, "");
        peer.identify(peer.address().toString(), LISTENER, "");
        port.expect(members);
        peer.expect(members);
        bolt = ((PeerRpcClient) port.createClient()).getRpcClient();
        client = new PeerRpcClient(bolt, nanos::get);
        client.init(new RpcOptions());
        endpoint = new Endpoint("127.0.0.1", peer.address().port());
    }

    @AfterEach
    void close() {
        client.shutdown();
        port.close();
        peer.close();
    }

    @Test
    void peerWhoseConnectionClosedWhileItWasMadeIsDialledAgain() {
        plantDeadConnection();

        await().atMost(Duration.ofSeconds(20)).until(() -> client.checkConnection(endpoint, true));
    }

    @Test
    void peerWhoseDeadConnectionWasSweptAwayIsDialledAgainOnceNobodyCanBeDiallingIt() {
        plantDeadConnection();
        connections().scan();

        assertThat(client.checkConnection(endpoint, true)).isFalse();
        nanos.addAndGet(Duration.ofSeconds(5).toNanos());
        assertThat(client.checkConnection(endpoint, true)).isFalse();
        assertThat(bolt.getAllManagedConnections()).containsKey(endpoint.toString());

        nanos.incrementAndGet();
        await().atMost(Duration.ofSeconds(20)).until(() -> client.checkConnection(endpoint, true));
    }

    private void plantDeadConnection() {
        EmbeddedChannel closed = new EmbeddedChannel();
        var unused = closed.close();
        connections().add(new Connection(closed, new Url(endpoint.getIp(), endpoint.getPort())), endpoint.toString());
    }

    private DefaultConnectionManager connections() {
        return (DefaultConnectionManager) bolt.getConnectionManager();
    }
}
