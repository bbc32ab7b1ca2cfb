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

    /**
     * Those that are due, up to so many and so many bytes of renewals; where one is due, those that follow within {@code
     * aheadNanos}, too: one message costs more than many renewals in it. They are out of the queue until they are put in
     * again.
     */
    List<Stay> take(long nowNanos, long aheadNanos, int most, int mostBytes) {
        List<Stay> due = new ArrayList<>();
        int bytes = 0;
        long untilNanos = isDue(nowNanos) ? nowNanos + aheadNanos : nowNanos;
        while (due.size() < most && isDue(untilNanos)) {
            Place place = places.element();
            Stay stay = place.stay();
            boolean isItsPlace = stay.isQueued && stay.dueNanos == place.dueNanos();
            boolean isWanted = isItsPlace && !stay.isOver && !stay.isReturning;
            if (isWanted && !due.isEmpty() && bytes + stay.renewalBytes() > mostBytes) {
                break;
            }
            places.remove();
            if (isItsPlace) {
                stay.isQueued = false;
            }
            if (isWanted) {
                bytes += stay.renewalBytes();
                due.add(stay);
            }
        }
        return due;
    }

    private boolean isDue(long nanos) {
        return !places.isEmpty() && places.element().dueNanos() - nanos <= 0;
    }
}
