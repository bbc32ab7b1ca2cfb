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
 * full, and cut off in time.
 */
final class Replies {

    private final EventLoops loops;
    private final CallErrors errors;
    private final OpenStreams streams;
    private final Budget unread;

    /**
     * @param streams gives up replies that their clients do not take
     * @param unread is for the bytes of long replies that are not written yet
     */
    Replies(EventLoops loops, CallErrors errors, OpenStreams streams, Budget unread) {
        this.loops = loops;
        this.errors = errors;
        this.streams = streams;
        this.unread = unread;
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
        EventExecutor loop = loops.current();
        answerTo(call, loop, UnreadReply.of(call, streams, loop, unread), ask, make);
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
        EventExecutor loop = loops.current();
        UnreadReply unwritten = UnreadReply.of(call, streams, loop, unread);
        answerTo(
                call,
                loop,
                unwritten,
                () -> {
                    CompletableFuture<T> waiting = wait.get();
                    call.setOnCancelHandler(() -> {
                        var unused = waiting.cancel(false);
                        unwritten.release();
                    });
                    return waiting.thenComposeAsync(make, task -> EventLoops.run(loop, task));
                },
                Function.identity());
    }

    private <T, R extends MessageLite> void answerTo(
            ServerCallStreamObserver<R> call,
            EventExecutor loop,
            UnreadReply unwritten,
            Supplier<CompletionStage<T>> ask,
            Function<T, R> make) {
        CompletionStage<T> asked;
        try {
            asked = ask.get();
        } catch (RuntimeException refused) { // whatever it is, the caller gets an answer
            call.onError(errors.of(refused));
            return;
        }
        asked.whenComplete(
                (result, failure) -> EventLoops.run(loop, () -> end(call, unwritten, result, failure, make)));
    }

    private <T, R extends MessageLite> void end(
            ServerCallStreamObserver<R> call,
            UnreadReply unwritten,
            T result,
            @Nullable Throwable failure,
            Function<T, R> make) {
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
            unwritten.take(reply);
        } catch (RuntimeException unanswerable) { // as above
            call.onError(errors.of(unanswerable));
            return;
        }
        call.onNext(reply);
        call.onCompleted();
    }
}
