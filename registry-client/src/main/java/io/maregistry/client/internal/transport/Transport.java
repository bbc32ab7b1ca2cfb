package io.maregistry.client.internal.transport;

import io.maregistry.client.spi.Endpoint;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** Calls to one node. Any thread; nothing blocks but {@link #close}. */
public interface Transport extends AutoCloseable {

    /** One call; fails with {@link CallFailure} only, at the latest when {@code deadline} is over. */
    <Q, R> CompletionStage<R> call(Endpoint node, RegistryCall<Q, R> call, Q request, Duration deadline);

    /** Opens a stream; what becomes of it is told to {@code incoming}. */
    <Q, R> Outgoing<Q> open(Endpoint node, RegistryStream<Q, R> stream, Incoming<R> incoming);

    /** Closes the channels to all other nodes; calls that are under way there are finished. */
    void keepOnly(Set<Endpoint> nodes);

    /** Ends calls and streams that are under way, and the threads. */
    @Override
    void close();

    /** The client's half of a stream. Any thread. */
    interface Outgoing<Q> extends AutoCloseable {

        /** Sends a message; one that is sent behind the end is dropped. */
        void send(Q message);

        /** Ends the stream for both sides; {@link Incoming#ended} follows if it was not told before. */
        @Override
        void close();
    }

    /** The node's half of a stream. Called by the transport's thread, one call at a time. */
    interface Incoming<R> {

        void message(R message);

        /** Nothing follows. {@code failure} says why; a node that ended the stream orderly is {@code STOPPING}. */
        void ended(CallFailure failure);
    }
}
