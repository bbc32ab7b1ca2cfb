package io.maregistry.server.watch;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.maregistry.model.ResumeToken;
import io.maregistry.model.ServiceName;
import io.maregistry.server.state.Root;
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
 * changes, or, where these became too many or are not known, the services they were of. Such services are told as lists of the newest root
 * once their turn comes, and what changes in the meantime joins them.
 */
public final class Subscription {

    private final Scope scope;
    private final WatchLimits limits;
    private final Runnable ready;

    @GuardedBy("this")
    private WatchEvent.@Nullable Reset reset;

    @GuardedBy("this")
    private @Nullable Lists lists;

    @GuardedBy("this")
    private final ArrayDeque<RecordedChange> queue = new ArrayDeque<>();

    @GuardedBy("this")
    private long queueBytes;

    @GuardedBy("this")
    private final Set<ServiceName> collapsed = new LinkedHashSet<>();

    @GuardedBy("this")
    private @Nullable Root newest; // that the collapsed services will be told from; null where there are none

    @GuardedBy("this")
    private long lineage; // of the changes in the queue

    @GuardedBy("this")
    private long known; // what the subscriber was told on a node that was ahead of this one

    @GuardedBy("this")
    private boolean isOpen;

    @GuardedBy("this")
    private boolean isAwake; // was told that something waits, and has not yet found that nothing is left

    /** @param ready called when something waits again, on the watch thread; must not block, nor take from here */
    Subscription(Scope scope, WatchLimits limits, Runnable ready) {
        this.scope = scope;
        this.limits = limits;
        this.ready = ready;
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
            lists = Lists.of(root, new LinkedHashSet<>(collapsed));
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
        return new WatchEvent.Changed(next, isWhole ? new ResumeToken(lineage, revision) : null);
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
            collapsed.add(change.change().service());
            return;
        }
        queue.addLast(change);
        queueBytes += change.bytes();
        if (queue.size() > limits.queue() || queueBytes > limits.queueBytes()) {
            collapse();
        }
    }

    /**
     * Puts in that those services of this scope are others now, by changes that are not known.
     *
     * @param root the state after that
     */
    void addWhole(Root root, Collection<ServiceName> services) {
        boolean wasAsleep;
        synchronized (this) {
            long told = known;
            List<ServiceName> news = services.stream()
                    .filter(service -> Leap.to(root, service).revision() > told)
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

    @GuardedBy("this")
    private void collapse() {
        for (RecordedChange waiting : queue) {
            collapsed.add(waiting.service());
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
