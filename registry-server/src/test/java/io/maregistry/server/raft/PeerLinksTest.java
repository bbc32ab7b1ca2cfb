package io.maregistry.server.raft;

import static org.awaitility.Awaitility.await;

import com.alipay.remoting.Connection;
import com.alipay.remoting.DefaultConnectionManager;
import com.alipay.remoting.Url;
import com.alipay.sofa.jraft.entity.PeerId;
import io.maregistry.proto.v1.TransferRequest;
import io.maregistry.proto.v1.TransferResponse;
import io.maregistry.server.config.Address;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@NullMarked
@Timeout(60)
class PeerLinksTest {

    private static final String DIALLER = "a".repeat(32);
    private static final String LISTENER = "b".repeat(32);
    private static final int TIMEOUT_MILLIS = 1_000;

    private final NodePort port = new NodePort(new Address("127.0.0.1", 0));
    private final NodePort peer = new NodePort(new Address("127.0.0.1", 0));
    private final ExecutorService connects = Executors.newSingleThreadExecutor();
    private PeerLinks links;
    private PeerId peerId;

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
        links = new PeerLinks(port, Runnable::run, connects);
        links.start();
        peerId = new PeerId("127.0.0.1", peer.address().port());
    }

    @AfterEach
    void close() {
        links.close();
        connects.shutdown();
        port.close();
        peer.close();
    }

    @Test
    void messagesReachAPeerAgainWhoseConnectionClosedWhileItWasMade() {
        EmbeddedChannel closed = new EmbeddedChannel();
        var unused = closed.close();
        DefaultConnectionManager connections =
                (DefaultConnectionManager) links.bolt().getConnectionManager();
        connections.add(new Connection(closed, new Url("127.0.0.1", peerId.getPort())), peerId.toString());

        await().atMost(Duration.ofSeconds(20)).until(this::leavesThisNode);
    }

    private boolean leavesThisNode() {
        AtomicBoolean stayed = new AtomicBoolean();
        links.send(
                peerId,
                TransferRequest.getDefaultInstance(),
                TransferResponse.class,
                TIMEOUT_MILLIS,
                new PeerLinks.Reply<TransferResponse>() {
                    @Override
                    public void received(TransferResponse answer) {}

                    @Override
                    public void notSent(String why) {
                        stayed.set(true);
                    }

                    @Override
                    public void lost(String why) {}
                });
        return !stayed.get();
    }
}
