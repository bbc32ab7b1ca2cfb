package io.maregistry.client.internal.renewal;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Stays in the order of the times when they are due. A stay whose time changes is put in again; the place that it had is
 * passed over when its turn comes, so nothing is searched. Taking one costs the logarithm of their number.
 */
final class DueStays {

    private final PriorityQueue<Place> places = new PriorityQueue<>(DueStays::compare);

    private record Place(Stay stay, long dueNanos) {}

    /** Clocks may run over; differences do not. */
    private static int compare(Place one, Place other) {
        return Long.signum(one.dueNanos() - other.dueNanos());
    }

    void put(Stay stay, long dueNanos) {
        stay.dueNanos = dueNanos;
        stay.isQueued = true;
        places.add(new Place(stay, dueNanos));
    }

    /** Up to {@code most} that are due. They are out of the queue until they are put in again. */
    List<Stay> take(long nowNanos, int most) {
        List<Stay> due = new ArrayList<>();
        while (due.size() < most && !places.isEmpty() && places.element().dueNanos() - nowNanos <= 0) {
            Place place = places.remove();
            Stay stay = place.stay();
            if (stay.isQueued && stay.dueNanos == place.dueNanos()) {
                stay.isQueued = false;
                if (!stay.isOver && !stay.isReturning) {
                    due.add(stay);
                }
            }
        }
        return due;
    }
}
