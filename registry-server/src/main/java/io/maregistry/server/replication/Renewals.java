package io.maregistry.server.replication;

import io.maregistry.model.ServiceName;
import io.maregistry.server.state.Tick;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Takes renewals and passes them on in batches. Any thread; never blocks. */
public interface Renewals {

    /**
     * Renews by name; the stage completes when the entry that carries the renewal is committed and applied. Fails as {@link
     * Proposer#propose} does.
     */
    default CompletionStage<Renewal> renew(Tick.Named renewal) {
        return renewAll(List.of(renewal)).get(0);
    }

    /**
     * Renews many, each as {@link #renew} does; one stage each, in their order. Where there is no room for all of them, none is
     * passed on, and all stages fail. They may be passed on in several entries, so later some may fail and others not.
     */
    List<CompletionStage<Renewal>> renewAll(List<Tick.Named> renewals);

    /**
     * Renews stays by their handles, all in one entry; completes and fails as {@link #renew} does. At most as many as a tick
     * takes.
     */
    CompletionStage<Stays> renewStays(List<Long> handles);

    /**
     * Committed renewals of stays.
     *
     * @param over places in the handles whose stay is over, so that the instance must register again
     * @param revision the revision that was found
     * @param isAppliedHere whether this node has applied the entry, too
     */
    record Stays(List<Integer> over, long revision, boolean isAppliedHere) {
        public Stays {
            over = List.copyOf(over);
        }
    }

    /**
     * A committed renewal.
     *
     * @param unknown the services in which the instance is not listed, so that it must register again
     * @param isOutdated whether it named another build than is registered, so that it must register again
     * @param revision the revision that was found or made
     * @param isAppliedHere whether this node has applied the entry, too
     */
    record Renewal(List<ServiceName> unknown, boolean isOutdated, long revision, boolean isAppliedHere) {
        public Renewal {
            unknown = List.copyOf(unknown);
        }
    }
}
