package io.maregistry.server.state;

import io.maregistry.model.InstanceId;

/**
 * What happened to one instance, for people to read later.
 *
 * @param revision of the change
 * @param place among the instances of that revision, from 0
 * @param atMillis wall time of the leader, epoch milliseconds
 * @param term in which the change was proposed
 * @param id the instance
 * @param lastedMillis on the liveness clock, for {@link Change.Cause#SILENCE} how long it had not been seen, for {@link
 *     Change.Cause#CHECK} how long its check had failed where it was removed for that; else 0
 * @param detail what an active check saw; else empty
 */
public record HistoryEntry(
        long revision,
        int place,
        long atMillis,
        long term,
        Change.Action action,
        Change.Cause cause,
        InstanceId id,
        long lastedMillis,
        String detail) {

    /** One of which there is nothing more to say. */
    public HistoryEntry(
            long revision,
            int place,
            long atMillis,
            long term,
            Change.Action action,
            Change.Cause cause,
            InstanceId id,
            long lastedMillis) {
        this(revision, place, atMillis, term, action, cause, id, lastedMillis, "");
    }
}
