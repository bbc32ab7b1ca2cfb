package io.maregistry.server.http;

import io.maregistry.error.RegistryException;
import io.maregistry.model.Member;
import io.maregistry.model.ResumeToken;
import io.maregistry.server.net.WorkPool;
import io.maregistry.server.registry.Labels;
import io.maregistry.server.registry.Wanted;
import io.maregistry.server.registry.Watching;
import io.maregistry.server.state.RoutedView;
import io.maregistry.server.watch.From;
import io.maregistry.server.watch.Scope;
import io.maregistry.server.watch.Subscription;
import io.maregistry.server.watch.WatchEvent;
import io.maregistry.server.watch.Watcher;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One watcher's events, taken out of its subscription as fast as its connection takes them: what a slow one does not take
 * stays in the subscription and collapses there. The connection's event loop.
 */
final class EventStream implements Body.Stream {

    private final Parts parts;
    private final EventLoop loop;
    private @Nullable Subscription subscription; // null once it is closed
    private Runnable goOn = () -> {}; // until the stream begins
    private Body.@Nullable Pieces due; // to be told before what the subscription has
    private @Nullable BodyWriting frame; // under way
    private @Nullable String ending; // why the stream ends, in the word of the bye
    private boolean hasNews = true;
    private boolean isMaking; // a long list is made elsewhere
    private boolean isByeTold; // or must not be
    private boolean endsGroup = true; // the frame that was taken last; lists of one root are a group
    private boolean isInGroup;
    private long wholeSince; // when the frame under way began, or its group
    private long toldNanos;
    private boolean isConfirmedBySending;
    private long sentRevision; // up to which it was written, at least as far as the connection's buffer

    private EventStream(Parts parts, EventLoop loop) {
        this.parts = parts;
        this.loop = loop;
        this.toldNanos = parts.nanoTime().getAsLong();
    }

    /** What all streams of a server share. */
    record Parts(Watching watching, Reads reads, WorkPool work, WatchMeters meters, LongSupplier nanoTime) {}

    /**
     * Opens a stream, which begins to be written once it is an answer's body; on the event loop.
     *
     * @param watcher who it is
     * @param hello its first frame
     */
    static EventStream open(Parts parts, EventLoop loop, Scope scope, From from, Watcher watcher, Body.Pieces hello) {
        EventStream stream = new EventStream(parts, loop);
        stream.due = hello;
        stream.isConfirmedBySending = !watcher.acknowledges();
        Runnable wake = stream::wake;
        stream.subscription = parts.watching().open(scope, from, watcher, () -> loop.execute(wake));
        return stream;
    }

    private void wake() {
        hasNews = true;
        goOn.run();
    }

    @Override
    public void begin(Runnable whenReady) {
        goOn = whenReady;
    }

    @Override
    public boolean hasMore() {
        return isFrameOpen() || !isByeTold && (ending != null || due != null || hasNews && !isMaking);
    }

    private boolean isFrameOpen() {
        return frame != null && frame.hasMore();
    }

    @Override
    public boolean isOver() {
        return isByeTold && !isFrameOpen();
    }

    @Override
    public void writeTo(ByteBuf out, int most) {
        endUnlessServing(); // before each event: what a node tells that stopped serving may be wrong
        int end = out.writerIndex() + most;
        while (out.writerIndex() < end && hasFrame()) {
            if (frame != null) {
                frame.writeTo(out, end - out.writerIndex());
            }
        }
    }

    private boolean hasFrame() {
        if (!isFrameOpen()) {
            Body.Pieces next = nextFrame();
            frame = next == null ? null : new BodyWriting(next, false);
            if (next != null) {
                toldNanos = parts.nanoTime().getAsLong();
                wholeSince = isInGroup ? wholeSince : toldNanos;
                isInGroup = !endsGroup;
            }
        }
        return frame != null;
    }

    private Body.@Nullable Pieces nextFrame() {
        Body.Pieces first = due;
        due = null;
        if (first != null) {
            return first;
        }
        if (ending != null) {
            return isByeTold ? null : bye(ending);
        }
        WatchEvent event = subscription == null || isMaking ? null : subscription.poll();
        if (event == null) {
            hasNews = false;
            return null;
        }
        endsGroup = event.endsGroup();
        return encoded(event);
    }

    private Body.Pieces bye(String reason) {
        isByeTold = true;
        Labels labels = parts.reads().labels();
        Member leader = labels.position().role().equals("leader") ? null : labels.leader();
        return WatchFrames.bye(reason, leader == null ? null : leader.url());
    }

    private Body.@Nullable Pieces encoded(WatchEvent event) {
        if (event instanceof WatchEvent.Changed changed) {
            parts.meters().change();
            return WatchFrames.change(
                    changed.change(),
                    changed.point(),
                    service -> parts.reads().settings(service).defaultTtlMillis());
        }
        if (event instanceof WatchEvent.State state) {
            parts.meters().state(state.reason() == WatchEvent.Reason.COLLAPSED);
            return stateOf(state);
        }
        if (event instanceof WatchEvent.ConfigState state) {
            parts.meters().state(state.reason() == WatchEvent.Reason.COLLAPSED);
            return WatchFrames.state(state);
        }

        if (event instanceof WatchEvent.RoutedState several) {
            parts.meters().state(false);
            return stateOf(several);
        }
        if (event instanceof WatchEvent.Reset reset) {
            parts.meters().reset();
            sentRevision = 0; // what was written before it counts no more
            return WatchFrames.reset(reset);
        }
        return WatchFrames.progress(
                ((WatchEvent.Progress) event).point(), parts.reads().labels().isComplete());
    }

    private Body.@Nullable Pieces stateOf(WatchEvent.State state) {
        return ServiceLists.isMuchToMakeNative(state.root(), state.service(), Wanted.ALL)
                ? makeElsewhere(() -> WatchFrames.state(state))
                : WatchFrames.state(state);
    }

    private Body.@Nullable Pieces stateOf(WatchEvent.RoutedState state) {
        return RoutedLists.isMuchToMake(RoutedView.of(state.root(), state.name()))
                ? makeElsewhere(() -> WatchFrames.state(state))
                : WatchFrames.state(state);
    }

    private Body.@Nullable Pieces makeElsewhere(Callable<Body.Pieces> make) {
        isMaking = true;
        var unused = parts.work().call(make).whenComplete((list, failure) -> loop.execute(() -> made(list, failure)));
        return null;
    }

    private void made(Body.@Nullable Pieces list, @Nullable Throwable failure) {
        isMaking = false;
        if (subscription == null) { // it ended meanwhile
            return;
        }
        hasNews = true;
        due = list;
        if (failure != null) { // the watcher must not miss the list: it comes back with its last point
            end("overloaded");
        }
        goOn.run();
    }

    /** A root that is told from is kept until all of it is told, and must not be kept for whoever reads a byte an hour. */
    @Override
    public boolean isLate(long maxNanos, long nowNanos) {
        return (isInGroup || isFrameOpen()) && nowNanos - wholeSince > maxNanos;
    }

    /** Ends where the node serves no more; else says that nothing happened, where nothing has for long. */
    @Override
    public void check(long nowNanos) {
        endUnlessServing();
        if (ending != null) {
            goOn.run();
        } else if (isQuiet()
                && nowNanos - toldNanos >= parts.watching().progress().toNanos()) {
            tellProgress();
        }
    }

    @Override
    public @Nullable Runnable takeWhenSent() {
        Subscription open = subscription;
        if (!isConfirmedBySending || open == null || isMaking || due != null || isFrameOpen()) {
            return null; // what was taken out is not written whole yet
        }
        long told = open.told();
        if (told == sentRevision) {
            return null;
        }
        sentRevision = told;
        return () -> parts.watching().confirmations().confirm(open, told);
    }

    private void endUnlessServing() {
        if (ending != null) {
            return;
        }
        try {
            parts.reads().requireReady();
        } catch (RegistryException.Unavailable unfit) {
            end(unfit.code().name().toLowerCase(Locale.ROOT));
        }
    }

    private boolean isQuiet() {
        return due == null && !isMaking && !isFrameOpen();
    }

    private void tellProgress() {
        ResumeToken point = subscription == null ? null : parts.watching().progress(subscription);
        if (point != null) {
            due = WatchFrames.progress(point, parts.reads().labels().isComplete());
            goOn.run();
        }
    }

    @Override
    public void drain() {
        end("stopping");
        goOn.run();
    }

    @Override
    public void leave() {
        end("left");
        isByeTold = true;
        goOn.run();
    }

    private void end(String reason) {
        if (ending == null) {
            ending = reason;
            due = null;
            release();
        }
    }

    @Override
    public void release() {
        if (subscription != null) {
            parts.watching().close(subscription);
            subscription = null;
        }
    }
}
