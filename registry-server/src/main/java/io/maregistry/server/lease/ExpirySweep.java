package io.maregistry.server.lease;

import io.maregistry.server.replication.Replica;
import io.maregistry.server.state.Command;
import io.maregistry.server.state.Expire;
import io.maregistry.server.state.Listed;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.Settings;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Finds, while this node leads, who has been silent for too long, or has failed its check for long enough to be moved on, and
 * says so in rounds: commands that name {@value Expire#MAX_SILENT} instances together, one round at a time, so that other writes pass between them. It says what it saw;
 * the state decides. Whoever is still listed when a round has come back is looked at again.
 *
 * <p>One thread.
 */
final class ExpirySweep {

    private static final long AGAIN_MILLIS = 250;
    private static final long HELD_AGAIN_MILLIS = 1_000;

    private final ExpiryFeed feed = new ExpiryFeed();
    private final DoubtedServices doubted = new DoubtedServices();
    private final Deque<WatchedStay> overdue = new ArrayDeque<>();
    private @Nullable StayWheel wheel; // null while this node does not lead
    private @Nullable Settings settings; // that the wheel was made by
    private @Nullable Round underWay;

    /**
     * What is said at once.
     *
     * @param stays those that it names and that come back to the wheel
     */
    record Round(List<Command> commands, List<WatchedStay> stays) {}

    ExpiryFeed feed() {
        return feed;
    }

    /** This node leads, and has applied the first entry of its term. */
    void start(Replica replica) {
        var unused = rebuild(feed.open(replica));
    }

    /** This node leads no longer: what it saw is for the next leader to see. */
    void stop() {
        feed.close();
        forget();
        wheel = null;
    }

    private void forget() {
        doubted.clear();
        overdue.clear();
        underWay = null;
    }

    private StayWheel rebuild(Root root) {
        forget();
        StayWheel made = new StayWheel(root);
        wheel = made;
        settings = root.settings();
        return made;
    }

    /**
     * Looks who is overdue, in the newest root that the feed was told: what came, the settings and the clock are of one root.
     *
     * @param clockMillis the clock that a root has or is about to have
     */
    void look(ToLongFunction<Root> clockMillis) {
        ExpiryFeed.Gathered gathered = feed.take();
        StayWheel current = wheel;
        if (gathered == null || current == null) {
            return;
        }
        Root root = gathered.root();
        if (gathered.isReplaced() || !root.settings().equals(settings)) {
            current = rebuild(root);
        } else {
            current.follow(gathered);
        }
        long now = clockMillis.applyAsLong(root);
        current.advance(root, now, overdue::add);
        doubted.look(root, now);
    }

    /** Whether there is something to say, and nothing said that has not come back. */
    boolean hasWork() {
        return underWay == null && (!overdue.isEmpty() || doubted.hasReady());
    }

    /**
     * What is to be said behind the tick that is just being proposed; null where that is nothing.
     *
     * @param root the state before that tick
     * @param clockMillis the clock behind it
     * @param renewed the stays that it renews
     */
    @Nullable
    Round next(Root root, long clockMillis, Set<Long> renewed) {
        StayWheel current = wheel;
        if (current == null || !hasWork()) {
            return null;
        }
        RoundRoom room = RoundRoom.whole(root);
        NamedOverdue named = new NamedOverdue();
        List<WatchedStay> stays = name(named, current, room.without(doubted.share()), root, clockMillis, renewed);
        named.counted().forEach(room::count);
        room.name(named.size());
        List<Command> commands = doubted.take(room, renewed);
        commands.addAll(named.commands());
        if (commands.isEmpty()) {
            return null;
        }
        Round round = new Round(commands, stays);
        underWay = round;
        return round;
    }

    /** Gives those who are named, as they were watched. */
    private List<WatchedStay> name(
            NamedOverdue named, StayWheel current, RoundRoom room, Root root, long clockMillis, Set<Long> renewed) {
        List<WatchedStay> stays = new ArrayList<>();
        while (room.hasRoomFor(1) && !overdue.isEmpty()) {
            WatchedStay stay = overdue.remove();
            Listed listed = stay.in(root);
            Overdue found = listed == null
                    ? null
                    : Overdue.of(root, root.settings(stay.service()), listed, clockMillis, renewed);
            if (found == null) {
                current.putBack(stay, root, clockMillis, AGAIN_MILLIS);
            } else if (DoubtedServices.isProtected(root, stay.service())) {
                current.putBack(stay, root, clockMillis, HELD_AGAIN_MILLIS);
            } else {
                if (named.add(stay.service(), found)) {
                    room.count(stay.service());
                }
                room.name(1);
                stays.add(stay);
            }
        }
        return stays;
    }

    /** The round has come back, whatever became of it; one of an earlier leadership counts no longer. */
    @SuppressWarnings("ReferenceEquality") // a round of an earlier leadership may have said the same
    void done(Round round, Root root, long clockMillis) {
        StayWheel current = wheel;
        if (round != underWay || current == null) {
            return;
        }
        underWay = null;
        for (WatchedStay stay : round.stays()) {
            boolean isHeld = DoubtedServices.isProtected(root, stay.service());
            current.putBack(stay, root, clockMillis, isHeld ? HELD_AGAIN_MILLIS : AGAIN_MILLIS);
        }
    }

    /** How many stays are watched, those that are being decided on not counted. */
    int watched() {
        return wheel == null ? 0 : wheel.size();
    }
}
