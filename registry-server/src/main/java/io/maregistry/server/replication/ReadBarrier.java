package io.maregistry.server.replication;

import java.util.concurrent.CompletionStage;

/** Makes reads linearizable. Any thread; never blocks. */
public interface ReadBarrier {

    /**
     * Completes once this node has applied everything that was committed before the call: a root that is read afterwards
     * holds every write that was acknowledged before the call. Calls that wait together share one confirmation; a call
     * never shares one that was asked for before it.
     *
     * <p>Fails with {@code Unavailable} (NO_QUORUM) where a majority does not confirm within 3 s, with {@code Overloaded}
     * where too many wait, with {@code Unsupported} where the mode cannot do it.
     */
    CompletionStage<Void> confirm();
}
