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
 * @param silentMillis for {@link Change.Cause#SILENCE} how long it had not been seen, on the liveness clock; else 0
 */
public record HistoryEntry(
        long revision,
        int place,
        long atMillis,
        long term,
        Change.Action action,
        Change.Cause cause,
        InstanceId id,
        long silentMillis) {}
