package io.maregistry.server.replication;

import io.maregistry.server.state.Tick;
import java.util.concurrent.CompletionStage;

/** Takes the renewals that other nodes gathered, so that the leader has one tick for its own and theirs. Any thread; never blocks. */
public interface ForwardedRenewals {

    /**
     * Has the renewals of a tick that moves no clock done in the leader's next one, all in the same. Completes with
     * what the tick would have given as a command of its own. Fails as {@link Proposer#propose} does, and with {@code
     * NotLeader} where this node does not lead, or no longer: then nothing is done.
     */
    CompletionStage<Committed> take(Tick gathered);
}
