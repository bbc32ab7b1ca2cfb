package io.maregistry.server.grpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.maregistry.server.net.EventLoops;
import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Answers calls that have one answer, each once, on the event loop that they came in on. */
final class Replies {

    private final EventLoops loops;
    private final CallErrors errors;

    Replies(EventLoops loops, CallErrors errors) {
        this.loops = loops;
        this.errors = errors;
    }

    CallErrors errors() {
        return errors;
    }

    /**
     * Answers with what {@code make} makes of the stage's result, or with its failure.
     *
     * @param ask begins the work; what it throws is the answer
     */
    <T, R> void answer(StreamObserver<R> caller, Supplier<CompletionStage<T>> ask, Function<T, R> make) {
        ServerCallStreamObserver<R> call = (ServerCallStreamObserver<R>) caller;
        call.setOnCancelHandler(() -> {}); // without one, answering a caller who has gone would throw
        answerTo(call, ask, make);
    }

    /**
     * Answers a read with what {@code make} makes of what was waited for; the wait ends where the caller goes.
     *
     * @param wait begins the wait; what it throws is the answer
     */
    <T, R> void answerRead(
            StreamObserver<R> caller, Supplier<CompletableFuture<T>> wait, Function<T, CompletionStage<R>> make) {
        ServerCallStreamObserver<R> call = (ServerCallStreamObserver<R>) caller;
        answerTo(
                call,
                () -> {
                    CompletableFuture<T> waiting = wait.get();
                    call.setOnCancelHandler(() -> waiting.cancel(false));
                    return waiting.thenCompose(make);
                },
                Function.identity());
    }

    private <T, R> void answerTo(
            ServerCallStreamObserver<R> call, Supplier<CompletionStage<T>> ask, Function<T, R> make) {
        EventExecutor loop = loops.current();
        CompletionStage<T> asked;
        try {
            asked = ask.get();
        } catch (RuntimeException refused) { // whatever it is, the caller gets an answer
            call.onError(errors.of(refused));
            return;
        }
        asked.whenComplete((result, failure) -> {
            if (loop.inEventLoop()) {
                end(call, result, failure, make);
            } else {
                loop.execute(() -> end(call, result, failure, make));
            }
        });
    }

    private <T, R> void end(
            ServerCallStreamObserver<R> call, T result, @Nullable Throwable failure, Function<T, R> make) {
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
        } catch (RuntimeException unanswerable) { // as above
            call.onError(errors.of(unanswerable));
            return;
        }
        call.onNext(reply);
        call.onCompleted();
    }
}
