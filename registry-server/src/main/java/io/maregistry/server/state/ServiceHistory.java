package io.maregistry.server.state;

import io.maregistry.model.InstanceId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What happened to the instances of one service lately, at most {@value #MAX_ENTRIES} entries. Immutable; any thread.
 */
public final class ServiceHistory {

    /** The most entries of one service. */
    public static final int MAX_ENTRIES = 64;

    static final ServiceHistory EMPTY = new ServiceHistory(new History.Kept[0]);

    private final History.Kept[] entries; // ascending by revision and place

    private ServiceHistory(History.Kept[] entries) {
        this.entries = entries;
    }

    /**
     * A part of a history.
     *
     * @param entries newest first; those of one revision are never parted, so they may be some more than were asked for
     * @param next what {@code before} is to be for the entries that come behind; 0 where there are none
     */
    public record Page(List<HistoryEntry> entries, long next) {
        public Page {
            entries = List.copyOf(entries);
        }
    }

    /** The oldest revision that something is kept of; 0 where nothing is. */
    public long oldest() {
        return entries.length == 0 ? 0 : entries[0].entry.revision();
    }

    /** All entries, oldest first; unmodifiable. */
    public List<HistoryEntry> entries() {
        return Arrays.stream(entries).map(kept -> kept.entry).toList();
    }

    /**
     * The newest entries.
     *
     * @param before only those of lower revisions
     * @param limit how many, at least 1
     * @param id only those of this instance; null = of any
     */
    public Page newest(long before, int limit, @Nullable InstanceId id) {
        List<HistoryEntry> page = new ArrayList<>();
        long last = 0;
        for (int at = entries.length - 1; at >= 0; at--) {
            HistoryEntry entry = entries[at].entry;
            if (entry.revision() < before && (id == null || entry.id().equals(id))) {
                if (page.size() >= limit && entry.revision() != last) {
                    return new Page(page, last);
                }
                page.add(entry);
                last = entry.revision();
            }
        }
        return new Page(page, 0);
    }

    /** This history without what has left for its age. */
    ServiceHistory from(History.Oldest oldest) {
        int gone = 0;
        while (gone < entries.length && !oldest.isBefore(entries[gone].entry)) {
            gone++;
        }
        return gone == 0 ? this : after(gone, List.of());
    }

    int size() {
        return entries.length;
    }

    History.Kept get(int at) {
        return entries[at];
    }

    /** This history without its first {@code dropped} entries and with {@code added} behind its last. */
    ServiceHistory after(int dropped, List<History.Kept> added) {
        int kept = entries.length - dropped;
        if (kept + added.size() == 0) {
            return EMPTY;
        }
        History.Kept[] copy = Arrays.copyOfRange(entries, dropped, dropped + kept + added.size());
        for (int at = 0; at < added.size(); at++) {
            copy[kept + at] = added.get(at);
        }
        return new ServiceHistory(copy);
    }
}
