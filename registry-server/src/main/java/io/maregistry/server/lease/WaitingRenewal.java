package io.maregistry.server.lease;

import io.maregistry.model.ServiceName;
import io.maregistry.model.Utf8;
import io.maregistry.server.state.Tick;
import java.util.List;

/**
 * Renewals that wait for the next tick and leave in one, and the caller who waits for them.
 *
 * @param isForwarded whether another node gathered them, because it took this one for the leader
 */
record WaitingRenewal(List<Tick.Named> renewals, boolean isForwarded, Caller caller) {

    private static final int ITEM_FRAME = 32; // tags, lengths, the port and the flag
    private static final int SERVICE_FRAME = 4;

    WaitingRenewal {
        renewals = List.copyOf(renewals);
    }

    /** Who waits for renewals; exactly one of the two is called, once. */
    interface Caller {

        void done(Done done);

        void failed(Throwable reason);
    }

    /**
     * Renewals that are committed.
     *
     * @param unknown for each of them the services in which the instance is not listed
     * @param revision the revision that they found or made
     * @param index the entry that carried them
     * @param isAppliedHere whether this node has applied that entry
     */
    record Done(List<List<ServiceName>> unknown, long revision, long index, boolean isAppliedHere) {
        Done {
            unknown = List.copyOf(unknown);
        }
    }

    int size() {
        return renewals.size();
    }

    /** At most how many bytes the renewal takes in an entry. */
    static int bytesOf(Tick.Named renewal) {
        int bytes = ITEM_FRAME
                + Utf8.length(renewal.id().scheme())
                + Utf8.length(renewal.id().host())
                + Utf8.length(renewal.id().context());
        for (ServiceName service : renewal.services()) {
            bytes += SERVICE_FRAME + Utf8.length(service.key());
        }
        return bytes;
    }
}
