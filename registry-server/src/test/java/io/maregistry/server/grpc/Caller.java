package io.maregistry.server.grpc;

import io.grpc.stub.ServerCallStreamObserver;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A caller whose connection takes messages while a test says so, and who notes what it is told. One thread. */
final class Caller<T> extends ServerCallStreamObserver<T> {

    final List<T> told = new ArrayList<>();
    int requested; // messages that the server has asked for
    boolean isReady = true;
    boolean isCompleted;

    @Nullable
    Throwable failure;

    private Runnable ready = Caller::nothing;
    private Runnable cancel = Caller::nothing;
    private Runnable closed = Caller::nothing;

    private static void nothing() {
        // nobody has asked to be called
    }

    /** The connection takes messages again. */
    void becomesReady() {
        isReady = true;
        ready.run();
    }

    /** The caller has gone. */
    void leaves() {
        cancel.run();
    }

    /** Everything that was said is written. */
    void hasRead() {
        closed.run();
    }

    boolean isOver() {
        return isCompleted || failure != null;
    }

    @Override
    public void onNext(T message) {
        requireOpen();
        told.add(message);
    }

    @Override
    public void onError(Throwable why) {
        requireOpen();
        failure = why;
    }

    @Override
    public void onCompleted() {
        requireOpen();
        isCompleted = true;
    }

    private void requireOpen() {
        if (isOver()) {
            throw new IllegalStateException("the call is over");
        }
    }

    @Override
    public boolean isReady() {
        return isReady;
    }

    @Override
    public void request(int count) {
        requested += count;
    }

    @Override
    public void setOnReadyHandler(Runnable handler) {
        ready = handler;
    }

    @Override
    public void setOnCancelHandler(Runnable handler) {
        cancel = handler;
    }

    @Override
    public void setOnCloseHandler(Runnable handler) {
        closed = handler;
    }

    @Override
    public boolean isCancelled() {
        return false;
    }

    @Override
    public void disableAutoRequest() {
        // a test takes nothing by itself
    }

    @Override
    @Deprecated
    public void disableAutoInboundFlowControl() {
        // as above
    }

    @Override
    public void setCompression(String compression) {
        // nothing is written
    }

    @Override
    public void setMessageCompression(boolean enable) {
        // nothing is written
    }
}
