package io.maregistry.server.lease;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Items by the time at which they are to be looked at again: a timer wheel of one level. Adding and taking cost the same
 * whatever the number of items. An item whose time is beyond the wheel's reach comes out at its end and is added again by
 * whoever looks at it; so a deadline that moves need not be told, it is seen when the old one comes.
 *
 * <p>One thread.
 *
 * @param <T> what is looked at
 */
final class DeadlineWheel<T> {

    private final long slotMillis;
    private final List<List<T>> slots;
    private long current; // the number of the slot that is taken next, counted from time 0
    private int size;

    /**
     * An empty wheel.
     *
     * @param slotMillis how late an item comes out at most
     * @param slotCount how many slots it reaches ahead
     * @param nowMillis the time
     */
    DeadlineWheel(long slotMillis, int slotCount, long nowMillis) {
        this.slotMillis = slotMillis;
        this.slots = new ArrayList<>(slotCount);
        for (int at = 0; at < slotCount; at++) {
            slots.add(new ArrayList<>());
        }
        this.current = nowMillis / slotMillis;
    }

    /** Puts the item where it comes out at that time or up to a slot later; at once where that time is over. */
    void add(T item, long deadlineMillis) {
        long slot = Math.floorDiv(deadlineMillis + slotMillis - 1, slotMillis);
        long reachable = Math.min(Math.max(slot, current), current + slots.size() - 1);
        slots.get((int) (reachable % slots.size())).add(item);
        size++;
    }

    /** Gives every item whose time has come; {@code due} may add it again. */
    void advance(long nowMillis, Consumer<T> due) {
        long until = nowMillis / slotMillis;
        List<T> taken = new ArrayList<>();
        for (int turns = 0; current <= until && turns < slots.size(); turns++) {
            int at = (int) (current % slots.size());
            taken.addAll(slots.get(at));
            slots.set(at, new ArrayList<>());
            current++;
        }
        current = Math.max(current, until + 1); // before anything is added again
        size -= taken.size();
        taken.forEach(due);
    }

    int size() {
        return size;
    }
}
