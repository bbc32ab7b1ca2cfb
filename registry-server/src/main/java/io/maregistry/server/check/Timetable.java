package io.maregistry.server.check;

import java.util.Comparator;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What is due when, the earliest first; O(log n) for adding, taking and removing. Not a wheel: intervals go from a second to
 * an hour, an entry that is removed must not lie around for that hour, and a thousand steps a second in a tree cost nothing
 * beside a thousand connections.
 *
 * <p>One thread.
 *
 * @param <T> what is due
 */
final class Timetable<T> {

    private final TreeSet<Entry<T>> entries =
            new TreeSet<>(Comparator.<Entry<T>>comparingLong(Entry::dueMillis).thenComparingLong(Entry::number));
    private long entered;

    /** Puts {@code item} down for that time; the entry is what {@link #remove} wants. */
    Entry<T> add(T item, long dueMillis) {
        Entry<T> entry = new Entry<>(dueMillis, entered++, item);
        entries.add(entry);
        return entry;
    }

    void remove(Entry<T> entry) {
        entries.remove(entry);
    }

    /** Takes what is due longest at that time; null where nothing is. */
    @Nullable
    T takeDue(long nowMillis) {
        if (entries.isEmpty() || entries.first().dueMillis() > nowMillis) {
            return null;
        }
        Entry<T> first = entries.first();
        entries.remove(first);
        return first.item();
    }

    int size() {
        return entries.size();
    }

    /** One item at its place. */
    record Entry<T>(long dueMillis, long number, T item) {}
}
