package io.maregistry.client.internal.transport;

import io.grpc.stub.StreamObserver;

/** Hands on what arrives on a stream. The transport's thread. */
final class Arriving<R> implements StreamObserver<R> {

    private final Transport.Incoming<R> incoming;

    Arriving(Transport.Incoming<R> incoming) {
        this.incoming = incoming;
    }

    @Override
    public void onNext(R message) {
        incoming.message(message);
    }

    @Override
    public void onError(Throwable failure) {
        incoming.ended(Failures.of(failure, false));
    }

    @Override
    public void onCompleted() {
        incoming.ended(Failures.ended());
    }
}
