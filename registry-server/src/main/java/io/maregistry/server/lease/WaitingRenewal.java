package io.maregistry.server.lease;

import io.maregistry.model.ServiceName;
import io.maregistry.server.replication.Renewals;
import io.maregistry.server.state.Tick;
import java.util.concurrent.CompletableFuture;

/**
 * A renewal that waits for the next tick, and the caller who waits for it.
 *
 * @param bytes at most how many bytes it takes in an entry
 */
record WaitingRenewal(Tick.Named renewal, CompletableFuture<Renewals.Renewal> caller, int bytes) {

    private static final int ITEM_FRAME = 32; // tags, lengths, the port and the flag
    private static final int SERVICE_FRAME = 4;

    WaitingRenewal(Tick.Named renewal, CompletableFuture<Renewals.Renewal> caller) {
        this(renewal, caller, bytesOf(renewal));
    }

    private static int bytesOf(Tick.Named renewal) {
        int bytes = ITEM_FRAME
                + utf8Length(renewal.id().scheme())
                + utf8Length(renewal.id().host())
                + utf8Length(renewal.id().context());
        for (ServiceName service : renewal.services()) {
            bytes += SERVICE_FRAME + utf8Length(service.key());
        }
        return bytes;
    }

    private static int utf8Length(String text) {
        int length = text.length();
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c >= 0x80) {
                // each half of a surrogate pair counts for two bytes
                length += c < 0x800 || Character.isSurrogate(c) ? 1 : 2;
            }
        }
        return length;
    }
}
