package io.maregistry.client.internal.transport;

import io.grpc.ClientCall;
import io.grpc.stub.StreamObserver;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The sending half of a stream. grpc-java's own is for one thread at a time, and may run callbacks of other calls on it; so
 * nobody waits for it with a lock: the thread that comes first does the work of those that come meanwhile.
 */
final class OpenStream<Q> implements Transport.Outgoing<Q> {

    private final ClientCall<Q, ?> call;
    private final StreamObserver<Q> out;
    private final Queue<Q> messages = new ConcurrentLinkedQueue<>();
    private final AtomicInteger work = new AtomicInteger(); // whoever raises it from 0 does it until it is 0 again
    private volatile boolean isClosed;
    private boolean isCancelled; // of the thread that works

    OpenStream(ClientCall<Q, ?> call, StreamObserver<Q> out) {
        this.call = call;
        this.out = out;
    }

    @Override
    public void send(Q message) {
        if (!isClosed) {
            messages.add(message);
            work();
        }
    }

    @Override
    public void close() {
        isClosed = true;
        work();
    }

    private void work() {
        if (work.getAndIncrement() > 0) {
            return;
        }
        do {
            workOnce();
        } while (work.decrementAndGet() > 0);
    }

    private void workOnce() {
        Q message = messages.poll();
        if (!isClosed) {
            if (message != null) {
                out.onNext(message);
            }
        } else if (!isCancelled) {
            isCancelled = true;
            call.cancel("the client has ended the stream", null);
        }
    }
}
