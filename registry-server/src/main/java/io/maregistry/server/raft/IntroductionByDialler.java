package io.maregistry.server.raft;

import io.maregistry.proto.v1.Hello;
import io.maregistry.proto.v1.HelloAnswer;
import io.maregistry.proto.v1.Refusal;
import io.maregistry.proto.v1.Welcome;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.util.Optional;

/** Says who this node is and whom it dialled, and lets the engine speak once the right peer has welcomed it. */
final class IntroductionByDialler extends Introduction {

    private final HeldWrites heldWrites;
    private final PeerGate gate;

    IntroductionByDialler(HeldWrites heldWrites, PeerGate gate, RareLog log) {
        super(heldWrites, log);
        this.heldWrites = heldWrites;
        this.gate = gate;
    }

    @Override
    void begin(ChannelHandlerContext context) {
        Optional<Hello> hello = gate.hello(heldWrites.dialled());
        if (hello.isPresent()) {
            send(context, HelloFrames.encode(hello.get()));
        } else {
            refuse(context, "this node has no identity yet");
        }
    }

    @Override
    void step(ChannelHandlerContext context, ByteBuf in) throws HelloFrames.NoHelloException {
        Optional<HelloAnswer> answer = HelloFrames.take(in, HelloAnswer.parser());
        if (answer.isEmpty()) {
            return;
        }
        if (isSoonOver(answer.get())) {
            close(context);
            return;
        }
        if (!answer.get().hasWelcome()) {
            refuse(context, "it refuses: " + answer.get().getRefusal().getMessage());
            return;
        }
        Welcome welcome = answer.get().getWelcome();
        Optional<Refusal> fault = gate.judge(welcome, heldWrites.dialled());
        if (fault.isPresent()) {
            refuse(context, fault.get().getMessage());
            return;
        }
        letIn(context);
        gate.letIn(
                context.channel(), new PeerGate.Remote(welcome.getPeer(), welcome.getNodeId(), welcome.getClusterId()));
    }
}
