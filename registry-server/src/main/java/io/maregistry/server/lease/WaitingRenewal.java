package io.maregistry.server.lease;

import io.maregistry.server.replication.Renewals;
import io.maregistry.server.state.Tick;
import java.util.concurrent.CompletableFuture;

/** A renewal that waits for the next tick, and the caller who waits for it. */
record WaitingRenewal(Tick.Named renewal, CompletableFuture<Renewals.Renewal> caller) {

    private static final int BYTES_OF_AN_ITEM = 48;

    /** About how many bytes it takes in an entry. */
    int bytes() {
        int names = 0;
        for (var service : renewal.services()) {
            names += service.key().length() + 4;
        }
        return BYTES_OF_AN_ITEM
                + renewal.id().host().length()
                + renewal.id().context().length()
                + names;
    }
}
