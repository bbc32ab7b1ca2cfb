package io.maregistry.client.internal.transport;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.grpc.ClientCall;
import io.grpc.stub.StreamObserver;

/** The sending half of a stream; grpc-java's own is not safe for many threads. */
final class OpenStream<Q> implements Transport.Outgoing<Q> {

    private final ClientCall<Q, ?> call;

    @GuardedBy("this")
    private final StreamObserver<Q> out;

    @GuardedBy("this")
    private boolean isClosed;

    OpenStream(ClientCall<Q, ?> call, StreamObserver<Q> out) {
        this.call = call;
        this.out = out;
    }

    @Override
    public synchronized void send(Q message) {
        if (!isClosed) {
            out.onNext(message);
        }
    }

    /** Outside the lock: the end may be told before this returns, to somebody who holds locks of its own. */
    @Override
    public void close() {
        synchronized (this) {
            if (isClosed) {
                return;
            }
            isClosed = true;
        }
        call.cancel("the client has ended the stream", null);
    }
}
