package io.maregistry.server.check;

import java.util.concurrent.CompletionStage;

/** Asks an instance once in one protocol. Any thread; never blocks. */
interface Probe {

    /**
     * What it answered. Completes within the time limit of the check, on any thread; fails with {@link
     * io.maregistry.server.outbound.OutboundException} where there was no answer.
     */
    CompletionStage<Finding> ask(Question question);
}
