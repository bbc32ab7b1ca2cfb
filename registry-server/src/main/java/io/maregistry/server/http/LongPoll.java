package io.maregistry.server.http;

import io.maregistry.model.ResumeToken;
import io.maregistry.model.ServiceName;
import io.maregistry.server.registry.Labels;
import io.maregistry.server.registry.Watching;
import io.maregistry.server.state.Root;
import io.maregistry.server.watch.From;
import io.maregistry.server.watch.Scope;
import io.maregistry.server.watch.Subscription;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A read that waits until something has changed since a point, or its time is over. It looks at the state once it is
 * woken, so it does not matter what woke it. The connection's event loop.
 */
final class LongPoll implements Waiting {

    private final Exchange exchange;
    private final Reads reads;
    private final Watching watching;
    private final Polled polled;
    private final ResumeToken since;
    private final Answering answering;
    private @Nullable Subscription subscription;
    private @Nullable Future<?> timer;
    private boolean isOver;
    private boolean isEnded;

    /** What is read. */
    interface Polled {
        /** The revision of its last change. */
        long revision(Root root);

        /** The one service that it is, which the poll confirms to have seen; null where it is several. */
        @Nullable
        ServiceName service();

        /** Whose changes may be changes of it. */
        Scope scope();
    }

    /** How it is answered. */
    interface Answering {
        void changed(Root root, Labels labels);

        void unchanged(Root root, Labels labels);
    }

    LongPoll(Exchange exchange, Reads reads, Watching watching, Polled polled, ResumeToken since, Answering answering) {
        this.exchange = exchange;
        this.reads = reads;
        this.watching = watching;
        this.polled = polled;
        this.since = since;
        this.answering = answering;
    }

    void begin(long waitMillis) {
        if (waitMillis == 0) {
            isOver = true;
        } else {
            ServiceName service = polled.service();
            if (service != null) {
                watching.confirmations().pollAsks(exchange.remoteAddress(), service, since);
            }
            exchange.whenConnectionCloses(watching.confirmations()::pollsAreGone);
            timer = exchange.eventLoop().schedule(this::drained, waitMillis, TimeUnit.MILLISECONDS);
        }
        exchange.waits(this);
        look();
    }

    private void look() {
        exchange.run(() -> reads.find(exchange, false, this::looked));
    }

    private void looked(Root root, Labels labels) {
        if (isEnded) {
            return;
        }
        boolean hasChanged = root.scalars().lineage() != since.lineage() || polled.revision(root) > since.revision();
        if (hasChanged) {
            ended(); // before the answer, which may take a while to make: what comes meanwhile must not begin another
            answering.changed(root, labels);
        } else if (isOver) {
            ended();
            answering.unchanged(root, labels);
        } else if (subscription == null) {
            ResumeToken seen =
                    new ResumeToken(root.scalars().lineage(), root.scalars().revision());
            subscription = watching.open(polled.scope(), new From.After(seen), this::called);
        }
    }

    /** On the watch thread. */
    private void called() {
        exchange.eventLoop().execute(this::woken);
    }

    private void woken() {
        Subscription open = subscription;
        if (isEnded || open == null) {
            return;
        }
        while (open.poll() != null) {
            // what is told does not matter, only that it is taken before the state is looked at
        }
        look();
    }

    /** The time is over as well. */
    @Override
    public void drained() {
        isOver = true;
        if (!isEnded) {
            look();
        }
    }

    @Override
    public void ended() {
        if (timer != null && !isEnded) {
            ServiceName service = polled.service();
            if (service != null) {
                watching.confirmations().pollIsAnswered(exchange.remoteAddress(), service);
            }
        }
        isEnded = true;
        if (timer != null) {
            timer.cancel(false);
        }
        if (subscription != null) {
            watching.close(subscription);
            subscription = null;
        }
    }
}
