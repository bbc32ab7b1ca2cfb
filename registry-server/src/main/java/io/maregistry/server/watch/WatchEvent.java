package io.maregistry.server.watch;

import io.maregistry.model.ConfigName;
import io.maregistry.model.ResumeToken;
import io.maregistry.model.ServiceName;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.RoutedName;
import org.jspecify.annotations.Nullable;

/** What a subscription tells. */
public sealed interface WatchEvent {

    /** Whether it is the last of the lists of one root that are told together. */
    default boolean endsGroup() {
        return true;
    }

    /**
     * The whole list of one service.
     *
     * @param root the state that it is told from; the service may be unknown in it
     * @param point with all told up to here, one may go on from it; null inside a group of lists that belong together
     */
    record State(
            ServiceName service,
            Root root,
            Reason reason,
            @Nullable ResumeToken point) implements WatchEvent {
        @Override
        public boolean endsGroup() {
            return point != null;
        }
    }

    /**
     * What a configuration item says.
     *
     * @param root the state that it is told from; the item may not be there in it
     * @param point as in {@link State}
     */
    record ConfigState(
            ConfigName config,
            Root root,
            Reason reason,
            @Nullable ResumeToken point) implements WatchEvent {
        @Override
        public boolean endsGroup() {
            return point != null;
        }
    }

    /**
     * The whole list of several groups of a service.
     *
     * @param root the state that it is told from
     * @param point as in {@link State}
     */
    record RoutedState(
            RoutedName name,
            Root root,
            Reason reason,
            @Nullable ResumeToken point) implements WatchEvent {
        @Override
        public boolean endsGroup() {
            return point != null;
        }
    }

    /**
     * What one command changed in one service, or in one item.
     *
     * @param point as in {@link State}; null where the same command's next change follows
     */
    record Changed(RecordedChange change, @Nullable ResumeToken point) implements WatchEvent {}

    /** What was told before does not lead on to here; the lists that follow replace all of it. */
    record Reset(long lineage, long revision, Cause cause) implements WatchEvent {}

    /** Nothing else happened up to here. */
    record Progress(ResumeToken point) implements WatchEvent {}

    /** Why a whole list is told. */
    enum Reason {
        /** The subscription begins. */
        START,
        /** A reset went before. */
        RESET,
        /** Something changed in one of the groups that are read together, or which groups those are. */
        ROUTING,
        /** Too many changes waited for this subscriber, or this node does not know the single changes. */
        COLLAPSED
    }

    /** Why a subscription is reset. */
    enum Cause {
        /** The changes since its resume point are not kept any more. */
        COMPACTED,
        /** Everything was replaced, by a restore or by a snapshot from the leader. */
        RESTORED,
        /** Its resume point belongs to another line of revisions. */
        LINEAGE,
        /** Its resume point is above what a majority has committed. */
        AHEAD
    }
}
