package io.maregistry.server.outbound;

import io.maregistry.server.net.EventLoops;
import io.maregistry.server.outbound.OutboundException.Reason;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One call that is under way: its time, its name, its end. Where the time was mostly this node's own, because the call lay
 * in queues or this process stood still, the call ends LOCAL and not LATE. One event loop; the answer may be given up on
 * any thread.
 */
final class OpenCall<T> {

    private static final long STANDSTILL_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Call call;
    private final EventLoop loop;
    private final LongSupplier nanoTime;
    private final Waiting waiting;
    private final long begunNanos;
    private final CompletableFuture<T> answer = new CompletableFuture<>();

    private @Nullable Future<?> limit;
    private @Nullable Runnable ending;

    OpenCall(Call call, EventLoop loop, LongSupplier nanoTime) {
        this.call = call;
        this.loop = loop;
        this.nanoTime = nanoTime;
        this.waiting = new Waiting(nanoTime);
        this.begunNanos = nanoTime.getAsLong();
    }

    CompletableFuture<T> begin(Destinations destinations, Connection<T> connection) {
        onLoop(() -> {
            limit = loop.schedule(this::late, call.limitMillis(), TimeUnit.MILLISECONDS);
            var unused = answer.whenComplete((done, failure) -> onLoop(this::end));
        });
        var unused = destinations
                .of(call.host(), call.port(), waiting)
                .whenComplete((found, failure) -> onLoop(() -> {
                    if (failure == null) {
                        open(found, connection);
                    } else {
                        answer.completeExceptionally(Destinations.failure(failure));
                    }
                }));
        return answer;
    }

    private void open(Destination destination, Connection<T> connection) {
        if (answer.isDone()) {
            return; // too late
        }
        try {
            ending = connection.open(destination, loop, waiting, answer);
        } catch (RuntimeException fault) { // of Netty; whoever asked must not wait for ever
            answer.completeExceptionally(NetworkFailures.told(fault));
        }
        if (answer.isDone()) {
            end(); // it was before there was anything to end
        }
    }

    private void late() {
        long limitNanos = TimeUnit.MILLISECONDS.toNanos(call.limitMillis());
        boolean isOurs = waiting.goesOn()
                || waiting.nanos() > limitNanos / 2
                || nanoTime.getAsLong() - begunNanos > limitNanos + STANDSTILL_NANOS;
        answer.completeExceptionally(
                isOurs
                        ? new OutboundException(Reason.LOCAL, "this node was too busy to ask in time")
                        : new OutboundException(Reason.LATE, "no answer within " + call.limitMillis() + " ms"));
    }

    private void end() {
        if (limit != null) {
            limit.cancel(false);
        }
        if (ending != null) {
            ending.run();
            ending = null;
        }
    }

    private void onLoop(Runnable task) {
        try {
            EventLoops.run(loop, task);
        } catch (RejectedExecutionException stopped) {
            answer.completeExceptionally(new OutboundException(Reason.LOCAL, "this node is being stopped", stopped));
        }
    }
}
