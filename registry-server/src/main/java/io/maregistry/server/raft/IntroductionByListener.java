package io.maregistry.server.raft;

import io.maregistry.proto.v1.Hello;
import io.maregistry.proto.v1.HelloAnswer;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.util.Optional;

/** Waits for a peer to say who it is and whom it dialled, and answers. */
final class IntroductionByListener extends Introduction {

    private final PeerGate gate;

    IntroductionByListener(HeldWrites heldWrites, PeerGate gate, RareLog log) {
        super(heldWrites, log);
        this.gate = gate;
    }

    @Override
    void begin(ChannelHandlerContext context) {
        // The dialler speaks first.
    }

    @Override
    void step(ChannelHandlerContext context, ByteBuf in) throws HelloFrames.NoHelloException {
        Optional<Hello> hello = HelloFrames.take(in, Hello.parser());
        if (hello.isEmpty()) {
            return;
        }
        HelloAnswer answer = gate.answer(hello.get());
        byte[] frame = HelloFrames.encode(answer);
        switch (answer.getKindCase()) {
            case WELCOME -> {
                send(context, frame);
                letIn(context);
                gate.letIn(
                        context.channel(),
                        new PeerGate.Remote(
                                hello.get().getPeer(),
                                hello.get().getNodeId(),
                                hello.get().getClusterId()));
            }
            case BIRTH -> sendAndClose(context, frame, null);
            case REFUSAL, KIND_NOT_SET ->
                sendAndClose(
                        context,
                        frame,
                        isSoonOver(answer) ? null : answer.getRefusal().getMessage());
        }
    }
}
