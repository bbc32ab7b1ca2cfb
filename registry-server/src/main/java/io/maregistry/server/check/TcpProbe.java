package io.maregistry.server.check;

import io.maregistry.server.outbound.Call;
import io.maregistry.server.outbound.Outbound;
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
        Call call = new Call(question.host(), question.check().port(), false, question.limitMillis(), MAX_BYTES);
        return outbound.ask(call, (channel, destination, answer) -> answer.complete(new Finding(true, "connected")));
    }
}
