package io.maregistry.server.check;

import java.util.concurrent.CompletionStage;

/** Asks an instance once. Any thread; never blocks. */
@FunctionalInterface
public interface Probing {

    /** How it ended; never fails, and completes within the time limit, on any thread. Who cancels it ends the probe. */
    CompletionStage<ProbeResult> probe(Question question);
}
