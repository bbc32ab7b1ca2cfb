package io.maregistry.server.lease;

import io.maregistry.server.state.Listed;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.ServiceView;
import io.maregistry.server.state.Settings;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Every stay that silence or a failing check may end, by the time at which to look at it. Lazy: a renewal moves nothing here; when the time
 * comes that held before it, the stay is found to have more, and comes back then. Times are of the liveness clock.
 *
 * <p>One thread.
 */
final class StayWheel {

    private static final long SLOT_MILLIS = 50;
    private static final int SLOTS = 2_048; // reaches 102 s ahead

    private final DeadlineWheel<WatchedStay> wheel;
    // where a stay is in the wheel twice because its time became shorter: the one that counts
    private final Map<Long, WatchedStay> newest = new HashMap<>();

    /** All that the root lists. */
    StayWheel(Root root) {
        this.wheel = new DeadlineWheel<>(SLOT_MILLIS, SLOTS, root.scalars().clockMillis());
        for (ServiceView service : root.services()) {
            Settings settings = root.settings(service.name());
            for (Listed listed : service.instances()) {
                if (WatchedStay.mayEnd(listed.instance())) {
                    wheel.add(
                            new WatchedStay(service.name(), listed.handle()),
                            WatchedStay.deadline(root, settings, listed));
                }
            }
        }
    }

    /** Takes in what came since. */
    void follow(ExpiryFeed.Gathered gathered) {
        Set<Long> seen = new HashSet<>();
        for (ExpiryFeed.Arrival arrival : gathered.arrivals()) {
            ServiceView service = gathered.root().service(arrival.service());
            if (service == null) {
                continue;
            }
            Listed listed = service.find(arrival.id());
            if (listed != null && WatchedStay.mayEnd(listed.instance()) && seen.add(listed.handle())) {
                WatchedStay stay = new WatchedStay(arrival.service(), listed.handle());
                if (!arrival.isNew()) {
                    newest.put(stay.handle(), stay);
                }
                wheel.add(stay, deadline(stay, gathered.root(), listed));
            }
        }
    }

    /** Gives those that are overdue; they are out of the wheel then. */
    void advance(Root root, long clockMillis, Consumer<WatchedStay> overdue) {
        wheel.advance(clockMillis, stay -> look(stay, root, clockMillis, overdue));
    }

    /** Puts it back: to its time, or to {@code laterMillis} from now where that is over. One that left is forgotten. */
    void putBack(WatchedStay stay, Root root, long clockMillis, long laterMillis) {
        look(stay, root, clockMillis, overdue -> wheel.add(overdue, clockMillis + laterMillis));
    }

    @SuppressWarnings("ReferenceEquality") // two of one stay are equal; which of them it is counts
    private void look(WatchedStay stay, Root root, long clockMillis, Consumer<WatchedStay> overdue) {
        if (!newest.isEmpty() && newest.getOrDefault(stay.handle(), stay) != stay) {
            return;
        }
        Listed listed = stay.in(root);
        if (listed == null) {
            newest.remove(stay.handle());
            return;
        }
        long deadline = deadline(stay, root, listed);
        if (deadline > clockMillis) {
            wheel.add(stay, deadline);
        } else {
            overdue.accept(stay);
        }
    }

    private static long deadline(WatchedStay stay, Root root, Listed listed) {
        return WatchedStay.deadline(root, root.settings(stay.service()), listed);
    }

    int size() {
        return wheel.size();
    }
}
