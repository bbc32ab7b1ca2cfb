package io.maregistry.server.grpc;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.util.concurrent.TimeUnit;

/**
 * Counts the open calls of the services that it is put before, so that a stop waits for those and for no others: a client that
 * watches the node's health would hold it up. Any thread.
 */
final class OpenCalls implements ServerInterceptor {

    @GuardedBy("this")
    private int open;

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        begins();
        try {
            return new Counted<>(CallOrigin.whileBeginning(call, () -> next.startCall(call, headers)));
        } catch (RuntimeException refused) { // whatever it is, such a call does not end by its listener
            ends();
            throw refused;
        }
    }

    /** A call ends in one of these ways, once. */
    private final class Counted<Q> extends SimpleForwardingServerCallListener<Q> {

        Counted(ServerCall.Listener<Q> listener) {
            super(listener);
        }

        @Override
        public void onComplete() {
            ends();
            super.onComplete();
        }

        @Override
        public void onCancel() {
            ends();
            super.onCancel();
        }
    }

    private synchronized void begins() {
        open++;
    }

    private synchronized void ends() {
        open--;
        notifyAll();
    }

    /** How many are open. */
    synchronized int count() {
        return open;
    }

    /** Whether none was open at some time until then; waits for it. */
    synchronized boolean awaitNone(long timeoutNanos) throws InterruptedException {
        long end = System.nanoTime() + timeoutNanos;
        long left = timeoutNanos;
        while (open > 0 && left > 0) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
            left = end - System.nanoTime();
        }
        return open == 0;
    }
}
