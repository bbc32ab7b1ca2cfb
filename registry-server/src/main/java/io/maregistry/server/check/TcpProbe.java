package io.maregistry.server.check;

import io.maregistry.server.outbound.Call;
import io.maregistry.server.outbound.Conversation;
import io.maregistry.server.outbound.Destination;
import io.maregistry.server.outbound.Outbound;
import io.netty.channel.Channel;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Good where a connection is taken; nothing is sent or read. */
final class TcpProbe implements Probe {

    private static final int MAX_BYTES = 1_024;

    private final Outbound outbound;

    TcpProbe(Outbound outbound) {
        this.outbound = outbound;
    }

    @Override
    public CompletionStage<Finding> ask(Question question) {
        Call call = question.call(false, MAX_BYTES);
        return outbound.ask(call, new Taken());
    }

    /** Whoever takes the connection is there, also where it has no more to say than a reset. */
    private static final class Taken implements Conversation<Finding> {

        private static final Finding FINDING = new Finding(true, "connected");

        @Override
        public void begin(Channel channel, Destination destination, CompletableFuture<Finding> answer) {
            answer.complete(FINDING);
        }

        @Override
        public Optional<Finding> ofReset() {
            return Optional.of(FINDING);
        }
    }
}
