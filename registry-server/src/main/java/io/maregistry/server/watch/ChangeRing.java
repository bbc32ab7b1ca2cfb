package io.maregistry.server.watch;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;

/**
 * The most recent changes in the order of their revisions, for those that come back with a resume point; where the changes
 * themselves are not known, the subjects that they were of. Holds as many as its bounds allow and lets the oldest go. One thread.
 */
final class ChangeRing {

    private final int maxChanges;
    private final long maxBytes;
    private final ArrayDeque<RingEntry> changes = new ArrayDeque<>();
    private long bytes;
    private long floor;

    /** An empty ring that knows of all changes after that revision. */
    ChangeRing(int maxChanges, long maxBytes, long floor) {
        this.maxChanges = maxChanges;
        this.maxBytes = maxBytes;
        this.floor = floor;
    }

    void add(RingEntry change) {
        changes.addLast(change);
        bytes += change.bytes();
        while (changes.size() > maxChanges || bytes > maxBytes) {
            RingEntry oldest = changes.removeFirst();
            bytes -= oldest.bytes();
            floor = oldest.revision();
        }
    }

    /** Forgets everything up to that revision. */
    void restart(long revision) {
        changes.clear();
        bytes = 0;
        floor = revision;
    }

    /** Whether every change after that revision is still here. */
    boolean reachesBackTo(long revision) {
        return revision >= floor;
    }

    /** The changes after that revision in that scope, oldest first. */
    List<RingEntry> after(long revision, Scope scope) {
        ArrayList<RingEntry> found = new ArrayList<>();
        Iterator<RingEntry> newestFirst = changes.descendingIterator();
        while (newestFirst.hasNext()) {
            RingEntry change = newestFirst.next();
            if (change.revision() <= revision) {
                break;
            }
            if (scope.covers(change.subject())) {
                found.add(change);
            }
        }
        Collections.reverse(found);
        return found;
    }

    int size() {
        return changes.size();
    }
}
