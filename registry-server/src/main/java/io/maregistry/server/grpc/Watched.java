package io.maregistry.server.grpc;

import io.maregistry.error.Causes;
import io.maregistry.model.ResumeToken;
import io.maregistry.proto.v1.WatchAdd;
import io.maregistry.proto.v1.WatchEvent;
import io.maregistry.proto.v1.WatchProgress;
import io.maregistry.proto.v1.WatchState;
import io.maregistry.server.state.ServiceChange;
import io.maregistry.server.watch.From;
import io.maregistry.server.watch.RecordedChange;
import io.maregistry.server.watch.Scope;
import io.maregistry.server.watch.Subscription;
import io.maregistry.server.watch.Watcher;
import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What one add of a stream watches, and what it has to tell. The event loop of the stream. */
final class Watched {

    private final WatchStream stream;
    private final WatchStream.Parts parts;
    private final EventExecutor loop;
    private final long id;
    private final Watcher watcher;
    private @Nullable Subscription subscription; // null before it begins, and once it is closed
    private @Nullable CompletableFuture<From> wait; // for the point that it goes on from
    private @Nullable ListParts listing; // told to its end before anything else
    private boolean isListed; // stands among those that have news
    private boolean isClosed;
    private long toldNanos;
    private long handedOver; // the revision up to which the connection has it

    Watched(WatchStream stream, WatchStream.Parts parts, EventExecutor loop, long id, Watcher watcher) {
        this.stream = stream;
        this.parts = parts;
        this.loop = loop;
        this.id = id;
        this.watcher = watcher;
        this.toldNanos = parts.nanoTime().getAsLong();
    }

    /** Begins as the add says; a failure is told to the stream. */
    void begin(WatchAdd add) {
        Scope scope = WatchAdds.scope(add);
        ResumeToken point = WatchAdds.point(add, parts.discovery());
        if (point == null) {
            open(scope, add.getFromNow() ? new From.Now() : new From.Beginning());
            return;
        }
        CompletableFuture<From> waiting = parts.watching().after(point);
        wait = waiting;
        var unused = waiting.whenComplete((from, failure) -> loop.execute(() -> goOn(scope, from, failure)));
    }

    private void goOn(Scope scope, @Nullable From from, @Nullable Throwable failure) {
        if (isClosed) {
            return;
        }
        if (failure != null || from == null) {
            stream.refuse(id, failure == null ? new IllegalStateException("no point was found") : Causes.of(failure));
            return;
        }
        try {
            open(scope, from);
        } catch (RuntimeException unfit) { // whatever it is, the client is told
            stream.refuse(id, unfit);
        }
    }

    private void open(Scope scope, From from) {
        subscription = parts.watching().open(scope, from, watcher, () -> loop.execute(this::wake));
        parts.watching().afterwards(() -> loop.execute(() -> stream.hasBegun(this)));
    }

    private void wake() {
        if (!isListed && !isClosed) {
            isListed = true;
            stream.hasNews(this);
        }
    }

    /** The next event; null where nothing waits. */
    @Nullable
    WatchEvent next() {
        ListParts list = listing;
        WatchEvent event = list == null ? polled() : part(list);
        if (event == null) {
            isListed = false;
        } else {
            toldNanos = parts.nanoTime().getAsLong();
        }
        return event;
    }

    private @Nullable WatchEvent polled() {
        io.maregistry.server.watch.WatchEvent told = subscription == null ? null : subscription.poll();
        if (told == null) {
            return null;
        }
        if (told instanceof io.maregistry.server.watch.WatchEvent.Changed changed) {
            RecordedChange change = changed.change();
            WatchEvent.Builder event = event(changed.point());
            return change.change() instanceof ServiceChange
                    ? event.setChange(Messages.change(change)).build()
                    : event.setConfig(Messages.config(change)).build();
        }
        if (told instanceof io.maregistry.server.watch.WatchEvent.Reset reset) {
            return event(null).setReset(Messages.reset(reset)).build();
        }
        if (told instanceof io.maregistry.server.watch.WatchEvent.ConfigState state) {
            return event(state.point()).setConfig(Messages.config(state)).build();
        }
        if (told instanceof io.maregistry.server.watch.WatchEvent.State list) {
            listing = new ListParts(list);
            return part(listing);
        }
        if (told instanceof io.maregistry.server.watch.WatchEvent.RoutedState several) {
            listing = new ListParts(several);
            return part(listing);
        }
        return progress(
                ((io.maregistry.server.watch.WatchEvent.Progress) told).point(),
                parts.roots().labels().isComplete());
    }

    /** The token comes with the last part, so that whoever goes on from it has had them all. */
    private WatchEvent part(ListParts list) {
        WatchState part = list.next();
        boolean isLast = !list.hasMore();
        if (isLast) {
            listing = null;
        }
        return event(isLast ? list.point() : null).setState(part).build();
    }

    /** What was told last is with the connection, which takes more: that confirms it, unless the client says so itself. */
    void handedOver() {
        Subscription open = subscription;
        if (open != null && listing == null && !watcher.acknowledges() && open.told() != handedOver) {
            handedOver = open.told();
            parts.watching().confirmations().confirm(open, handedOver);
        }
    }

    /** The client has taken in what it was told up to that revision. */
    void confirm(long revision) {
        if (subscription != null && watcher.acknowledges()) {
            parts.watching().confirmations().confirm(subscription, revision);
        }
    }

    /** That nothing happened, where nothing has been told for long; else null. */
    @Nullable
    WatchEvent progress(long nowNanos, boolean isComplete) {
        Subscription open = subscription;
        if (open == null
                || isListed
                || nowNanos - toldNanos < parts.watching().progress().toNanos()) {
            return null;
        }
        ResumeToken point = parts.watching().progress(open);
        if (point == null) {
            return null;
        }
        toldNanos = nowNanos;
        return progress(point, isComplete);
    }

    private WatchEvent progress(ResumeToken point, boolean isComplete) {
        return event(point)
                .setProgress(WatchProgress.newBuilder().setComplete(isComplete))
                .build();
    }

    private WatchEvent.Builder event(@Nullable ResumeToken point) {
        WatchEvent.Builder event = WatchEvent.newBuilder().setId(id);
        return point == null ? event : event.setToken(point.toString());
    }

    /** Ends the subscription; once or more often. */
    void close() {
        isClosed = true;
        listing = null;
        if (wait != null) {
            wait.cancel(false);
        }
        Subscription open = subscription;
        subscription = null;
        if (open != null) {
            parts.watching().close(open);
        }
    }
}
