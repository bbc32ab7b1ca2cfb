package io.maregistry.server.lease;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/** The renewals that no tick has taken yet, oldest first; so many and no more. Any thread. */
final class WaitingRenewals {

    private final int maxWeight;

    @GuardedBy("this")
    private final Deque<WaitingRenewal> queue = new ArrayDeque<>();

    @GuardedBy("this")
    private int items;

    @GuardedBy("this")
    private long weight;

    @GuardedBy("this")
    private long takenItems; // without those that were put back

    @GuardedBy("this")
    private boolean isClosed;

    /** {@code maxWeight} is how many renewals wait at most; those that say more than that the instance lives count as several. */
    WaitingRenewals(int maxWeight) {
        this.maxWeight = maxWeight;
    }

    /**
     * Puts them at the end, all or none, or throws {@code Overloaded} or {@code Unavailable}. However many they are, they find
     * room where nobody else waits.
     *
     * @return whether one more full batch waits
     */
    synchronized boolean addAll(List<WaitingRenewal> more) {
        if (isClosed) {
            throw stopping();
        }
        long moreWeight = more.stream().mapToLong(WaitingRenewal::weight).sum();
        if (weight + moreWeight > maxWeight && items > 0) {
            throw new RegistryException.Overloaded("too many renewals wait on this node", 1);
        }
        int batchesBefore = items / TickBatch.MAX_ITEMS;
        queue.addAll(more);
        items += more.stream().mapToInt(WaitingRenewal::size).sum();
        weight += moreWeight;
        return items / TickBatch.MAX_ITEMS > batchesBefore;
    }

    /** Takes the oldest, as many as one batch may hold. */
    synchronized Deque<WaitingRenewal> takeBatch() {
        Deque<WaitingRenewal> oldest = new ArrayDeque<>();
        int count = 0;
        WaitingRenewal next = queue.peek();
        while (next != null && (oldest.isEmpty() || count + next.size() <= TickBatch.MAX_ITEMS)) {
            count += next.size();
            weight -= next.weight();
            oldest.add(queue.remove());
            next = queue.peek();
        }
        items -= count;
        takenItems += count;
        return oldest;
    }

    /** The place behind all that wait now, for {@link #isTaken}. */
    synchronized long end() {
        return takenItems + items;
    }

    /** Whether nobody waits any more who waited before that place was asked for. */
    synchronized boolean isTaken(long place) {
        return takenItems >= place;
    }

    /** Puts them back to the head, in their order; false where that is too late. */
    synchronized boolean putBack(Deque<WaitingRenewal> taken) {
        if (isClosed) {
            return false;
        }
        Iterator<WaitingRenewal> newestFirst = taken.descendingIterator();
        while (newestFirst.hasNext()) {
            WaitingRenewal one = newestFirst.next();
            queue.addFirst(one);
            items += one.size();
            weight += one.weight();
            takenItems -= one.size();
        }
        return true;
    }

    synchronized boolean hasFullBatch() {
        return items >= TickBatch.MAX_ITEMS;
    }

    /** Takes nothing more, and gives what still waits. */
    synchronized List<WaitingRenewal> close() {
        isClosed = true;
        List<WaitingRenewal> left = new ArrayList<>(queue);
        queue.clear();
        items = 0;
        weight = 0;
        return left;
    }

    static RegistryException stopping() {
        return new RegistryException.Unavailable(ErrorCode.STOPPING, "the node is stopping; ask another one");
    }
}
