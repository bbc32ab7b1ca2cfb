package io.maregistry.server.http;

import io.netty.channel.Channel;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the connections of a server, and waits for the last one. Any thread. */
final class OpenConnections {

    private final int max;
    private final AtomicInteger count = new AtomicInteger();
    private final CountDownLatch none = new CountDownLatch(1);
    private volatile boolean isEnding;

    OpenConnections(int max) {
        this.max = max;
    }

    int count() {
        return count.get();
    }

    /** Counts the channel until it closes; false where there are too many. */
    @SuppressWarnings("FutureReturnValueIgnored") // the future of a closing cannot fail
    boolean admit(Channel channel) {
        boolean fits = count.incrementAndGet() <= max && !isEnding;
        channel.closeFuture().addListener(closed -> leave());
        return fits;
    }

    private void leave() {
        if (count.decrementAndGet() == 0 && isEnding) {
            none.countDown();
        }
    }

    /** Admits no more, and waits until none is left; false where that takes longer. */
    boolean awaitNone(Duration atMost) throws InterruptedException {
        isEnding = true;
        return count.get() == 0 || none.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
    }
}
