package io.maregistry.server.lease;

import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.model.Metrics;
import io.maregistry.model.Parameters;
import io.maregistry.model.RenewalUpdate;
import io.maregistry.model.ServiceName;
import io.maregistry.model.Utf8;
import io.maregistry.model.Versions;
import io.maregistry.server.state.Tick;
import java.util.List;

/**
 * Renewals that wait for the next tick and leave in one, and the caller who waits for them.
 *
 * @param handles stays that renew, by handle
 * @param renewals those by name
 * @param isForwarded whether another node gathered them, because it took this one for the leader
 */
record WaitingRenewal(List<Long> handles, List<Tick.Named> renewals, boolean isForwarded, Caller caller) {

    private static final int ITEM_FRAME = 32; // tags, lengths, the port and the flag
    private static final int SERVICE_FRAME = 4;
    private static final int PAIRS_FRAME = 16;
    private static final int PAIR_FRAME = 12;
    private static final int BYTES_OF_ONE = 256; // about what a plain sign of life takes while it waits

    WaitingRenewal {
        handles = List.copyOf(handles);
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
     * @param over places in the handles whose stay is over
     * @param unknown for each of those by name the services in which the instance is not listed
     * @param outdated places among those by name that named another build than is registered
     * @param revision the revision that they found or made
     * @param index the entry that carried them
     * @param isAppliedHere whether this node has applied that entry
     */
    record Done(
            List<Integer> over,
            List<List<ServiceName>> unknown,
            List<Integer> outdated,
            long revision,
            long index,
            boolean isAppliedHere) {
        Done {
            over = List.copyOf(over);
            unknown = List.copyOf(unknown);
            outdated = List.copyOf(outdated);
        }
    }

    int size() {
        return handles.size() + renewals.size();
    }

    /** How much room it takes while it waits, in signs of life: what is told beside them counts by its bytes. */
    int weight() {
        long told = 0;
        for (Tick.Named renewal : renewals) {
            told += renewal.update().isNone() ? 0 : bytesOf(renewal.update());
        }
        return size() + (int) (told / BYTES_OF_ONE);
    }

    /** Whether all of it may be done twice. */
    boolean isRepeatable() {
        return renewals.stream().allMatch(Tick.Named::isRepeatable);
    }

    /**
     * Tells the caller that it failed. Where this node is stopping, another one that gathered it is told that this is not the
     * leader: it asks the next one then, and its clients hear nothing of the change.
     */
    void failed(Throwable reason) {
        caller.failed(isForwarded && isStopping(reason) ? new RegistryException.NotLeader(null) : reason);
    }

    private static boolean isStopping(Throwable reason) {
        return reason instanceof RegistryException.Unavailable refused && refused.code() == ErrorCode.STOPPING;
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
        return bytes + bytesOf(renewal.update());
    }

    private static int bytesOf(RenewalUpdate update) {
        Parameters parameters = update.parameters();
        Metrics metrics = update.metrics();
        Versions versions = update.versions();
        return (parameters == null ? 0 : bytesOf(parameters))
                + (metrics == null ? 0 : bytesOf(metrics.numbers()))
                + (versions == null
                        ? 0
                        : PAIRS_FRAME
                                + Utf8.length(versions.buildTime())
                                + Utf8.length(versions.assemblyVersion())
                                + Utf8.length(versions.releaseVersion()));
    }

    private static int bytesOf(Parameters pairs) {
        int bytes = PAIRS_FRAME;
        for (int place = 0; place < pairs.size(); place++) {
            bytes += PAIR_FRAME + Utf8.length(pairs.key(place)) + Utf8.length(pairs.value(place));
        }
        return bytes;
    }
}
