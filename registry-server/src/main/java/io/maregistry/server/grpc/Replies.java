package io.maregistry.server.grpc;

import com.google.protobuf.MessageLite;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.maregistry.server.net.Budget;
import io.maregistry.server.net.EventLoops;
import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers calls that have one answer, each once, on the event loop that they came in on. Long replies take their bytes out of a
 * budget until they are written, so that clients who ask for much and read nothing are refused before the node's memory is
 * full.
 */
final class Replies {

    private static final int SHORT = 4 * 1024; // bytes of a reply that are not counted: a connection may hold 4,096 of them

    private final EventLoops loops;
    private final CallErrors errors;
    private final Budget unread;

    /** {@code unread} is for the bytes of long replies that are not written yet. */
    Replies(EventLoops loops, CallErrors errors, Budget unread) {
        this.loops = loops;
        this.errors = errors;
        this.unread = unread;
    }

    /** What one call holds of the budget. The call's event loop. */
    private final class Held {
        private long bytes;

        void take(MessageLite reply) {
            int size = reply.getSerializedSize();
            if (size > SHORT) {
                unread.take(size);
                bytes = size;
            }
        }

        void release() {
            unread.give(bytes);
            bytes = 0;
        }
    }

    CallErrors errors() {
        return errors;
    }

    /**
     * Answers with what {@code make} makes of the stage's result, or with its failure.
     *
     * @param ask begins the work; what it throws is the answer
     */
    <T, R extends MessageLite> void answer(
            StreamObserver<R> caller, Supplier<CompletionStage<T>> ask, Function<T, R> make) {
        ServerCallStreamObserver<R> call = (ServerCallStreamObserver<R>) caller;
        Held held = new Held();
        call.setOnCancelHandler(held::release); // without one, answering a caller who has gone would throw
        call.setOnCloseHandler(held::release);
        answerTo(call, held, ask, make);
    }

    /**
     * Answers a read with what {@code make} makes, on the call's event loop, of what was waited for; the wait ends where the
     * caller goes.
     *
     * @param wait begins the wait; what it throws is the answer
     */
    <T, R extends MessageLite> void answerRead(
            StreamObserver<R> caller, Supplier<CompletableFuture<T>> wait, Function<T, CompletionStage<R>> make) {
        ServerCallStreamObserver<R> call = (ServerCallStreamObserver<R>) caller;
        Held held = new Held();
        call.setOnCancelHandler(held::release);
        call.setOnCloseHandler(held::release);
        EventExecutor loop = loops.current();
        answerTo(
                call,
                held,
                () -> {
                    CompletableFuture<T> waiting = wait.get();
                    call.setOnCancelHandler(() -> {
                        var unused = waiting.cancel(false);
                        held.release();
                    });
                    return waiting.thenComposeAsync(make, task -> runOn(loop, task));
                },
                Function.identity());
    }

    private <T, R extends MessageLite> void answerTo(
            ServerCallStreamObserver<R> call, Held held, Supplier<CompletionStage<T>> ask, Function<T, R> make) {
        EventExecutor loop = loops.current();
        CompletionStage<T> asked;
        try {
            asked = ask.get();
        } catch (RuntimeException refused) { // whatever it is, the caller gets an answer
            call.onError(errors.of(refused));
            return;
        }
        asked.whenComplete((result, failure) -> runOn(loop, () -> end(call, held, result, failure, make)));
    }

    /** At once, where this is that event loop. */
    private static void runOn(EventExecutor loop, Runnable task) {
        if (loop.inEventLoop()) {
            task.run();
        } else {
            loop.execute(task);
        }
    }

    private <T, R extends MessageLite> void end(
            ServerCallStreamObserver<R> call, Held held, T result, @Nullable Throwable failure, Function<T, R> make) {
        if (call.isCancelled()) {
            return;
        }
        R reply;
        try {
            if (failure != null) {
                call.onError(errors.of(failure));
                return;
            }
            reply = make.apply(result);
            held.take(reply);
        } catch (RuntimeException unanswerable) { // as above
            call.onError(errors.of(unanswerable));
            return;
        }
        call.onNext(reply);
        call.onCompleted();
    }
}
