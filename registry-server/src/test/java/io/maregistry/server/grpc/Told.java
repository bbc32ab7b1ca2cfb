package io.maregistry.server.grpc;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.maregistry.error.Causes;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What a stream tells, for a test that asks for it. Any thread. */
final class Told<T> implements StreamObserver<T> {

    private static final long PATIENCE_SECONDS = 20;

    private final BlockingQueue<T> messages = new LinkedBlockingQueue<>();
    private final CompletableFuture<Status> end = new CompletableFuture<>();

    @Override
    public void onNext(T message) {
        messages.add(message);
    }

    @Override
    public void onError(Throwable failure) {
        end.completeExceptionally(failure);
    }

    @Override
    public void onCompleted() {
        end.complete(Status.OK);
    }

    /** The next message; waits for it. */
    T next() throws InterruptedException {
        T message = messages.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (message == null) {
            throw new AssertionError("nothing was told in time; the end is " + end);
        }
        return message;
    }

    boolean isEmpty() {
        return messages.isEmpty();
    }

    /** Waits for the end; a stream that failed throws its failure. */
    void awaitEnd() throws InterruptedException, TimeoutException, ExecutionException {
        end.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** The failure that ends it; waits for it. */
    Throwable failure() throws InterruptedException, TimeoutException {
        try {
            Status status = end.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            throw new AssertionError("it ended with " + status);
        } catch (ExecutionException failed) {
            return Causes.of(new CompletionException(failed.getCause()));
        }
    }
}
