package io.maregistry.server.export;

import io.maregistry.server.state.Change;
import io.maregistry.server.state.ItemChange;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.Scalars;
import io.maregistry.server.state.ServiceChange;
import io.maregistry.server.watch.RecordedChange;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What is to be written to a store, and when. Any thread; each call is short and waits for none of the others.
 *
 * <p>Changes gather until they are taken, at most {@value #MAX_CHANGES} of them with {@value #MAX_INSTANCES} instances;
 * where more come, or where the store has missed some, they are let go and a save is due in their place. So what waits is
 * bounded whatever the store does.
 */
final class Agenda {

    static final int MAX_CHANGES = 8_192;
    static final int MAX_INSTANCES = 65_536;
    static final long MAX_BYTES = 64 << 20;

    /**
     * A store that refuses appends, and one of a node that copies whole states, is saved for them at most a tenth of the time,
     * and not more than once a second.
     */
    static final int REST = 10;

    static final long LEAST_REST_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final long ANY_SAVE_UNDER_WAY_IS_TOO_OLD = Long.MAX_VALUE;

    private final long everyNanos;
    private final LongSupplier nanoTime;

    private boolean isOpen; // whether this node writes at all
    private List<Change> waiting = new ArrayList<>(); // none while a save is due
    private int waitingInstances;
    private long waitingBytes;
    private @Nullable Root newest; // the root behind the last of those that wait
    private boolean isSaveDue; // for another reason than the time
    private long dueLineage; // where a save is due: one under way that brings so much will do
    private long dueRevision;
    private boolean isRestDue; // where a save is due: it may wait until the last one is some time ago
    private long notBeforeNanos; // where a save is due: when it may begin
    private long timeOfSaveNanos; // the next one for the time's sake
    private boolean hasAppended; // since the last save
    private long lastSaveEndNanos;
    private long lastSaveNanos; // how long it took

    // what the store does not hold yet began to wait then; in work: what was taken and is not done
    private @Nullable Long waitingSince;
    private @Nullable Long inWorkSince;
    private long writtenLineage;
    private long writtenRevision = -1; // -1: nobody knows what the store holds

    Agenda(long everyNanos, LongSupplier nanoTime) {
        this.everyNanos = everyNanos;
        this.nanoTime = nanoTime;
    }

    /** What to do next. */
    record Task(Kind kind, @Nullable Root root, List<Change> changes, long waitNanos) {
        enum Kind {
            /** Append {@code changes}; {@code root} is the state behind them. */
            APPEND,
            /** Save the newest root. */
            SAVE,
            /** Nothing for so long, unless something is told. */
            WAIT
        }

        static final Task SAVE = new Task(Kind.SAVE, null, List.of(), 0);

        static Task append(Root root, List<Change> changes) {
            return new Task(Kind.APPEND, root, changes, 0);
        }

        static Task waitFor(long nanos) {
            return new Task(Kind.WAIT, null, List.of(), nanos);
        }
    }

    /** This node writes from now on, everything first. */
    synchronized void open() {
        isOpen = true;
        isSaveDue = false;
        writtenRevision = -1;
        requireSave(0, ANY_SAVE_UNDER_WAY_IS_TOO_OLD);
    }

    /** This node writes no longer. */
    synchronized void close() {
        isOpen = false;
        letGo();
        isSaveDue = false;
        waitingSince = null;
        inWorkSince = null;
    }

    /** A batch was applied; false where that was more than may wait. */
    synchronized boolean applied(Root root, List<Change> changes, boolean restored) {
        if (!isOpen || changes.isEmpty() && !restored) {
            return true;
        }
        if (isWritten(root)) { // told after a save that came between its publishing and this
            return true;
        }
        if (restored || isSaveDue) {
            requireSave(root.scalars().lineage(), root.scalars().revision());
            return true;
        }
        markWaiting();
        for (Change change : changes) {
            waiting.add(change);
            count(change);
        }
        newest = root;
        if (waiting.size() > MAX_CHANGES || waitingInstances > MAX_INSTANCES || waitingBytes > MAX_BYTES) {
            requireSave(root.scalars().lineage(), root.scalars().revision());
            return false;
        }
        return true;
    }

    private void count(Change change) {
        if (change instanceof ServiceChange ofService) {
            waitingInstances += ofService.instances().size();
            waitingBytes += RecordedChange.of(ofService).bytes();
        } else if (change instanceof ItemChange ofItem && ofItem.value() != null) {
            waitingBytes += ofItem.value().bytes();
        }
    }

    /**
     * Another state of the same lineage took the place of the last one: saved as soon as that does not keep the store busy all
     * the time.
     */
    synchronized void replaced(Root root) {
        if (!isOpen || isWritten(root)) {
            return;
        }
        boolean isFirst = !isSaveDue;
        requireSave(root.scalars().lineage(), root.scalars().revision());
        if (isFirst) {
            isRestDue = true;
            notBeforeNanos = nanoTime.getAsLong() + restNanos();
        }
    }

    /** What is due; what it names counts as in work until it is told how it ended. */
    synchronized Task next() {
        if (!isOpen) {
            return Task.waitFor(everyNanos);
        }
        Root behind = newest;
        if (behind != null && !isSaveDue) {
            dropWritten(behind);
        }
        long now = nanoTime.getAsLong();
        long due = isSaveDue ? notBeforeNanos : timeOfSaveNanos;
        if (due - now <= 0) {
            return takeSave();
        }
        return behind == null || waiting.isEmpty() ? Task.waitFor(due - now) : takeChanges(behind);
    }

    /** Takes a save out of turn: the last thing before the end. False where this node does not write. */
    synchronized boolean takeLastSave() {
        if (isOpen) {
            takeSave();
        }
        return isOpen;
    }

    private Task takeSave() {
        isSaveDue = false;
        letGo();
        inWorkSince = waitingSince;
        waitingSince = null;
        return Task.SAVE;
    }

    /** Lets go of those that a save has brought already; where one is missing before the others, a save is due. */
    private void dropWritten(Root behind) {
        waiting.removeIf(change -> change.revision() <= writtenRevision);
        if (waiting.isEmpty()) {
            letGo();
            waitingSince = null;
        } else if (behind.scalars().lineage() != writtenLineage
                || waiting.get(0).revision() != writtenRevision + 1) {
            requireSave(0, ANY_SAVE_UNDER_WAY_IS_TOO_OLD);
        }
    }

    private Task takeChanges(Root behind) {
        List<Change> taken = List.copyOf(waiting);
        letGo();
        inWorkSince = waitingSince;
        waitingSince = null;
        return Task.append(behind, taken);
    }

    /** The root is in the store; the save began at that time. */
    synchronized void saved(Root root, long startNanos) {
        long now = nanoTime.getAsLong();
        lastSaveEndNanos = now;
        lastSaveNanos = now - startNanos;
        timeOfSaveNanos = now + everyNanos;
        written(root);
        hasAppended = false;
        if (isSaveDue && dueLineage == writtenLineage && dueRevision <= writtenRevision) {
            isSaveDue = false;
            waitingSince = null;
        } else if (isSaveDue && isRestDue) {
            notBeforeNanos = now + restNanos();
        }
    }

    /** The changes that were taken are in the store, which is at that root now. */
    synchronized void appended(Root root) {
        hasAppended = true;
        written(root);
    }

    private void written(Root root) {
        inWorkSince = null;
        writtenLineage = root.scalars().lineage();
        writtenRevision = root.scalars().revision();
    }

    /**
     * The store did not append what was taken, so it has to be saved: at once where the store has appended since the last
     * save, else as soon as that does not keep it busy all the time.
     *
     * @return whether it appended before, so that perhaps somebody else was there
     */
    synchronized boolean refused() {
        if (hasAppended) {
            back(0);
            return true;
        }
        back(restNanos());
        return false;
    }

    /** What is left of the rest after the last save; negative where it is over. */
    private long restNanos() {
        long rest = Math.max(LEAST_REST_NANOS, REST * lastSaveNanos);
        return Math.min(rest - (nanoTime.getAsLong() - lastSaveEndNanos), everyNanos);
    }

    /** What was taken may be in the store or not, and nothing is to be tried for so long. */
    synchronized void failed(long pauseNanos) {
        back(pauseNanos);
    }

    private void back(long pauseNanos) {
        Long since = inWorkSince;
        inWorkSince = null;
        if (isOpen) {
            requireSave(0, ANY_SAVE_UNDER_WAY_IS_TOO_OLD);
            isRestDue = false;
            notBeforeNanos = nanoTime.getAsLong() + pauseNanos;
            waitingSince = since == null ? waitingSince : since;
        }
    }

    /** How long the oldest change has been waiting that is not known to be in the store; 0 where all are. */
    synchronized long lagNanos() {
        Long since = inWorkSince == null ? waitingSince : inWorkSince;
        return since == null ? 0 : nanoTime.getAsLong() - since;
    }

    /** How many revisions the store is behind, as far as known. */
    synchronized long lagRevisions(Root root) {
        if (!isOpen) {
            return 0;
        }
        Scalars scalars = root.scalars();
        return writtenRevision >= 0 && scalars.lineage() == writtenLineage
                ? Math.max(0, scalars.revision() - writtenRevision)
                : scalars.revision();
    }

    /** Whether this node writes, and what it wrote is older than that. */
    synchronized boolean lacks(Root root) {
        return isOpen && !isHeld(root);
    }

    /** The newest revision that was written; -1 where nobody knows. */
    synchronized long writtenRevision() {
        return writtenRevision;
    }

    private boolean isHeld(Root root) {
        Scalars scalars = root.scalars();
        return scalars.lineage() == writtenLineage && scalars.revision() <= writtenRevision;
    }

    private boolean isWritten(Root root) {
        return !isSaveDue && isHeld(root);
    }

    /** Whatever waits is let go: the save brings it. */
    private void requireSave(long lineage, long revision) {
        boolean isDue = isSaveDue;
        if (!isDue) {
            isSaveDue = true;
            isRestDue = false;
            notBeforeNanos = nanoTime.getAsLong();
        }
        if (!isDue || dueRevision != ANY_SAVE_UNDER_WAY_IS_TOO_OLD) { // what is told later is newer
            dueLineage = lineage;
            dueRevision = revision;
        }
        letGo();
        markWaiting();
    }

    private void markWaiting() {
        if (waitingSince == null) {
            waitingSince = nanoTime.getAsLong();
        }
    }

    private void letGo() {
        waiting = new ArrayList<>();
        waitingInstances = 0;
        waitingBytes = 0;
        newest = null;
    }
}
