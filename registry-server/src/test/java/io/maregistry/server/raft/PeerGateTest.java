package io.maregistry.server.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.proto.v1.Hello;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.Map;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

@NullMarked
class PeerGateTest {

    private static final String SELF = "127.0.0.1:1";
    private static final PeerGate.Remote OTHER = new PeerGate.Remote("127.0.0.1:2", "other", "");

    private final PeerGate gate = new PeerGate();
    private final PeerGate from = new PeerGate();
    private final EmbeddedChannel channel = new EmbeddedChannel();

    PeerGateTest() {
        gate.identify(new NodeIdentity(SELF, "self", ""));
        gate.expect(Map.of(OTHER.peer(), OTHER.nodeId()));
        from.identify(new NodeIdentity(OTHER.peer(), OTHER.nodeId(), ""));
    }

    @Test
    void memberIsLetIn() {
        assertThat(gate.answer(hello()).hasWelcome()).isTrue();

        gate.letIn(channel, OTHER);

        assertThat(gate.openConnections()).isEqualTo(1);
        assertThat(channel.isOpen()).isTrue();
    }

    @Test
    void closedGateClosesWhatIsOpenAndRefusesWhoComesLater() {
        gate.letIn(channel, OTHER);

        gate.closeAll();

        assertThat(channel.isOpen()).isFalse();
        assertThat(gate.answer(hello()).hasRefusal()).isTrue();
    }

    @Test
    void connectionThatWasWelcomedJustBeforeTheGateClosedIsClosed() {
        assertThat(gate.answer(hello()).hasWelcome()).isTrue();
        gate.closeAll();

        gate.letIn(channel, OTHER);

        assertThat(channel.isOpen()).isFalse();
        assertThat(gate.openConnections()).isZero();
    }

    @Test
    void closedGateStaysClosedWhateverTheNodeIsToldLater() {
        gate.closeAll();

        gate.identify(new NodeIdentity(SELF, "self", "the id that the log brought late"));
        gate.letIn(channel, OTHER);

        assertThat(gate.hello(OTHER.peer())).isEmpty();
        assertThat(gate.answer(hello()).hasRefusal()).isTrue();
        assertThat(channel.isOpen()).isFalse();
    }

    private Hello hello() {
        return from.hello(SELF).orElseThrow();
    }
}
