package io.maregistry.server.outbound;

import io.netty.channel.Channel;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * What is talked about over a connection. Time, bytes, failures and the end of the connection are {@link Outbound}'s.
 *
 * @param <T> the answer
 */
@FunctionalInterface
public interface Conversation<T> {

    /**
     * Called once the connection is there, its TLS handshake included, on its event loop: adds handlers to the end of the
     * pipeline, sends what is to be sent, and has {@code answer} completed from then on. With that the connection is
     * closed. Where it is closed or fails before, {@code answer} is completed with that; so handlers pass on what they do
     * not understand.
     *
     * @param destination where it goes, for what the other side is called
     */
    void begin(Channel channel, Destination destination, CompletableFuture<T> answer);

    /** The answer where the other side took the connection and reset it before {@link #begin}; empty: that is a failure. */
    default Optional<T> ofReset() {
        return Optional.empty();
    }
}
