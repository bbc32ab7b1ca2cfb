package io.maregistry.server.watch;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.maregistry.model.ResumeToken;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.RoutedView;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What waits for one subscriber. The watch thread puts in, the subscriber takes out when it can; neither waits for the
 * other for longer than a few list operations.
 *
 * <p>At any time what waits is, in this order: a reset; the lists of one root that are being told; then either single
 * changes, or, where these became too many or are not known, the subjects they were of. Such subjects are told as lists of the newest root
 * once their turn comes, and what changes in the meantime joins them.
 */
public final class Subscription {

    private final Scope scope;
    private final WatchLimits limits;
    private final Runnable ready;
    private final @Nullable Watcher watcher;

    @GuardedBy("this")
    private WatchEvent.@Nullable Reset reset;

    @GuardedBy("this")
    private @Nullable Lists lists;

    @GuardedBy("this")
    private final ArrayDeque<RecordedChange> queue = new ArrayDeque<>();

    @GuardedBy("this")
    private long queueBytes;

    @GuardedBy("this")
    private final Set<Subject> collapsed = new LinkedHashSet<>();

    @GuardedBy("this")
    private @Nullable Root newest; // that the collapsed ones will be told from; null where there are none

    @GuardedBy("this")
    private long lineage; // of the changes in the queue

    @GuardedBy("this")
    private long known; // what the subscriber was told on a node that was ahead of this one

    @GuardedBy("this")
    private long told; // the revision of the last point that was taken out; what was confirmed is not above it

    @GuardedBy("this")
    private long confirmed;

    @GuardedBy("this")
    private boolean isOpen;

    @GuardedBy("this")
    private boolean isAwake; // was told that something waits, and has not yet found that nothing is left

    /**
     * @param watcher whose it is; null where nobody counts as a watcher by it
     * @param ready called when something waits again, on the watch thread; must not block, nor take from here
     */
    Subscription(Scope scope, WatchLimits limits, @Nullable Watcher watcher, Runnable ready) {
        this.scope = scope;
        this.limits = limits;
        this.watcher = watcher;
        this.ready = ready;
    }

    @Nullable
    Watcher watcher() {
        return watcher;
    }

    Scope scope() {
        return scope;
    }

    /**
     * Takes the next event; null where nothing waits, after which {@code ready} is called when something does again. One
     * thread at a time.
     */
    public @Nullable WatchEvent poll() {
        while (true) {
            Lists telling;
            synchronized (this) {
                if (reset != null) {
                    WatchEvent first = reset;
                    reset = null;
                    return first;
                }
                telling = listsToTell();
                if (telling == null) {
                    return nextChange();
                }
            }
            WatchEvent list = telling.next(); // without the lock, since it may look at many services
            synchronized (this) {
                if (lists == telling) { // else all begins anew
                    if (list != null) {
                        tell(pointOf(list));
                        return list;
                    }
                    lists = null;
                }
            }
        }
    }

    @GuardedBy("this")
    private @Nullable Lists listsToTell() {
        Root root = newest;
        if (lists == null && !collapsed.isEmpty() && root != null) {
            lists = Lists.of(root, scope, new LinkedHashSet<>(collapsed));
            collapsed.clear();
            newest = null;
        }
        return lists;
    }

    @GuardedBy("this")
    private @Nullable WatchEvent nextChange() {
        RecordedChange next = queue.pollFirst();
        if (next == null) {
            isAwake = false;
            return null;
        }
        queueBytes -= next.bytes();
        long revision = next.change().revision();
        RecordedChange following = queue.peekFirst();
        boolean isWhole = following == null || following.change().revision() != revision;
        ResumeToken point = isWhole ? new ResumeToken(lineage, revision) : null;
        tell(point);
        return new WatchEvent.Changed(next, point);
    }

    private static @Nullable ResumeToken pointOf(WatchEvent list) {
        if (list instanceof WatchEvent.ConfigState state) {
            return state.point();
        }
        if (list instanceof WatchEvent.RoutedState state) {
            return state.point();
        }
        return list instanceof WatchEvent.State state ? state.point() : null;
    }

    @GuardedBy("this")
    private void tell(@Nullable ResumeToken point) {
        if (point != null) {
            told = Math.max(told, point.revision());
        }
    }

    /** The revision up to which all was taken out; 0 while nothing was that one may go on from. */
    public synchronized long told() {
        return told;
    }

    /** The subscriber knew all up to there before it came. */
    synchronized void knows(long revision) {
        told = revision;
        confirmed = revision;
    }

    /** It has taken in what it was told up to that revision; whether that is news. */
    synchronized boolean confirm(long revision) {
        long now = Math.min(revision, told);
        boolean isNews = now > confirmed;
        confirmed = Math.max(confirmed, now);
        return isNews;
    }

    /** The revision up to which it has taken in everything: that of the root, where it has confirmed all and nothing waits. */
    synchronized long confirmedAt(Root root) {
        return confirmed >= told && hasTold(root)
                ? Math.max(confirmed, root.scalars().revision())
                : confirmed;
    }

    /** Whether all that was put in has been taken, and that root is not older than what the subscriber knows. */
    synchronized boolean hasTold(Root root) {
        return isOpen
                && reset == null
                && lists == null
                && queue.isEmpty()
                && collapsed.isEmpty()
                && root.scalars().revision() >= known;
    }

    /** From now on nothing waits that was not put in: it has been found where it begins. */
    synchronized void opened() {
        isOpen = true;
    }

    /** Leaves out the changes up to that revision: the subscriber has been told them on another node. */
    synchronized void skipTo(long revision) {
        known = revision;
        knows(revision);
    }

    /** Begins with the lists of everything in scope. */
    void begin(Root root) {
        boolean wasAsleep;
        synchronized (this) {
            lists = Lists.all(root, scope, WatchEvent.Reason.START);
            wasAsleep = awake();
        }
        wakeIf(wasAsleep);
    }

    /** Begins anew: what waits is of no use any more. */
    void restart(Root root, WatchEvent.Cause cause) {
        boolean wasAsleep;
        synchronized (this) {
            clearQueue();
            collapsed.clear();
            newest = null;
            known = 0;
            told = 0;
            confirmed = 0;
            reset = new WatchEvent.Reset(
                    root.scalars().lineage(), root.scalars().revision(), cause);
            lists = Lists.all(root, scope, WatchEvent.Reason.RESET);
            wasAsleep = awake();
        }
        wakeIf(wasAsleep);
    }

    /**
     * Puts in changes of this scope.
     *
     * @param root the state after all of them
     */
    void add(Root root, List<RecordedChange> changes) {
        boolean wasAsleep;
        synchronized (this) {
            lineage = root.scalars().lineage();
            for (RecordedChange change : changes) {
                if (change.change().revision() > known) {
                    add(change);
                }
            }
            newest = collapsed.isEmpty() ? null : root; // a root that nobody is told from must not be kept alive
            wasAsleep = awake();
        }
        wakeIf(wasAsleep);
    }

    @GuardedBy("this")
    private void add(RecordedChange change) {
        if (!collapsed.isEmpty()) {
            collapsed.add(change.subject());
            return;
        }
        queue.addLast(change);
        queueBytes += change.bytes();
        if (queue.size() > limits.queue() || queueBytes > limits.queueBytes()) {
            collapse();
        }
    }

    /**
     * Puts in that those of this scope are others now, by changes that are not known.
     *
     * @param root the state after that
     */
    void addWhole(Root root, Collection<Subject> subjects) {
        boolean wasAsleep;
        synchronized (this) {
            long told = known;
            List<Subject> news = subjects.stream()
                    .filter(subject -> revision(root, subject) > told)
                    .toList();
            if (news.isEmpty()) {
                return;
            }
            collapse();
            collapsed.addAll(news);
            newest = root;
            wasAsleep = awake();
        }
        wakeIf(wasAsleep);
    }

    private long revision(Root root, Subject subject) {
        return scope instanceof Scope.Routed routed && subject instanceof Subject.OfService place
                ? RoutedView.of(root, routed.name(place.name())).revision()
                : subject.revisionIn(root);
    }

    @GuardedBy("this")
    private void collapse() {
        for (RecordedChange waiting : queue) {
            collapsed.add(waiting.subject());
        }
        clearQueue();
    }

    @GuardedBy("this")
    private void clearQueue() {
        queue.clear();
        queueBytes = 0;
    }

    @GuardedBy("this")
    private boolean awake() {
        boolean wasAsleep = !isAwake;
        isAwake = true;
        return wasAsleep;
    }

    /** Without the lock, since what is called is not ours. */
    private void wakeIf(boolean wasAsleep) {
        if (wasAsleep) {
            ready.run();
        }
    }
}
