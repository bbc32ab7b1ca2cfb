package io.maregistry.client.internal.transport;

/** A stream that was never opened. */
final class NoStream<Q> implements Transport.Outgoing<Q> {

    @Override
    public void send(Q message) {
        // nobody is there to hear it; the end was told
    }

    @Override
    public void close() {
        // never open
    }
}
