package io.maregistry.server.registry;

import io.maregistry.model.ResumeToken;
import io.maregistry.server.replication.ReadBarrier;
import io.maregistry.server.state.Root;
import io.maregistry.server.watch.Confirmations;
import io.maregistry.server.watch.From;
import io.maregistry.server.watch.Scope;
import io.maregistry.server.watch.Subscription;
import io.maregistry.server.watch.WatchEvent;
import io.maregistry.server.watch.Watcher;
import io.maregistry.server.watch.Watches;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Who hears of changes, and from where on. Any thread; nothing blocks. */
public final class Watching {

    private final Discovery discovery;
    private final ReadBarrier barrier;
    private final Watches watches;
    private final Duration progress;

    /** @param progress after so long without an event a subscriber is told how far the state is */
    public Watching(Discovery discovery, ReadBarrier barrier, Watches watches, Duration progress) {
        this.discovery = discovery;
        this.barrier = barrier;
        this.watches = watches;
        this.progress = progress;
    }

    /** After so long without an event a subscriber is told how far the state is. */
    public Duration progress() {
        return progress;
    }

    /**
     * From where on somebody watches who was told everything up to that point. A point that this node has not reached is
     * waited for, at most 5 s, then {@code Unavailable} (NOT_READY); one that a majority has not reached either begins anew.
     * Whoever waits no more cancels the future.
     */
    @SuppressWarnings("FutureReturnValueIgnored") // what they give and fail with goes into the one that is returned
    public CompletableFuture<From> after(ResumeToken point) {
        if (isReached(discovery.local(), point)) {
            return CompletableFuture.completedFuture(new From.After(point));
        }
        CompletableFuture<From> found = new CompletableFuture<>();
        CompletableFuture<Root> reached = discovery.read(false, point).toCompletableFuture();
        reached.whenComplete((root, late) -> {
            if (late == null) {
                found.complete(new From.After(point));
            } else {
                found.completeExceptionally(late);
            }
        });
        // Without a majority nobody knows whether the point is ahead: then the wait above decides.
        barrier.confirm().whenComplete((done, unconfirmed) -> {
            if (unconfirmed == null && !isReached(discovery.unchecked(), point)) {
                found.complete(new From.Anew(WatchEvent.Cause.AHEAD));
            }
        });
        found.whenComplete((from, failure) -> reached.cancel(false)); // whatever came of it
        return found;
    }

    /** One of another lineage is not waited for. */
    private static boolean isReached(Root root, ResumeToken point) {
        return root.scalars().lineage() != point.lineage() || root.scalars().revision() >= point.revision();
    }

    /**
     * Opens a subscription; fails with {@code Overloaded} where there are too many, and where this node does not serve.
     *
     * @param ready called when something waits in it, on the watch thread; must not block
     */
    public Subscription open(Scope scope, From from, Runnable ready) {
        discovery.requireReady();
        return watches.open(scope, from, ready);
    }

    /** The same for somebody who counts as a watcher; see {@link #confirmations}. */
    public Subscription open(Scope scope, From from, Watcher watcher, Runnable ready) {
        discovery.requireReady();
        return watches.open(scope, from, watcher, ready);
    }

    /** What those who watch here have taken in. */
    public Confirmations confirmations() {
        return watches.confirmations();
    }

    /** Ends a subscription that {@link #open} gave, once. */
    public void close(Subscription subscription) {
        watches.close(subscription);
    }

    /** Has that called on the watch thread once all is done that was asked for before; it must not block. */
    public void afterwards(Runnable then) {
        watches.afterwards(then);
    }

    /** The point up to which that subscriber was told everything; null where something waits for it. */
    public @Nullable ResumeToken progress(Subscription subscription) {
        return watches.progress(subscription);
    }

    /** How many subscriptions are open. */
    public int size() {
        return watches.size();
    }
}
