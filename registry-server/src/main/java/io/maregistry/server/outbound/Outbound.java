package io.maregistry.server.outbound;

import io.maregistry.server.net.EventLoops;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ReflectiveChannelFactory;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;

/**
 * Calls instances: looks up the host, judges the address, connects to that very one and has a conversation there, all
 * within the limits of the call. Each call has a connection of its own, which is closed at its end; there is no proxy and
 * no redirect. Any thread; never blocks.
 */
public final class Outbound {

    private final EventLoops loops;
    private final Destinations destinations;
    private final OutboundTls tls;
    private final LongSupplier nanoTime;
    private final ChannelFactory<? extends Channel> channels;

    /** {@code nanoTime} is monotonic, for the time that calls lose on this node. */
    public Outbound(EventLoops loops, Destinations destinations, OutboundTls tls, LongSupplier nanoTime) {
        this.loops = loops;
        this.destinations = destinations;
        this.tls = tls;
        this.nanoTime = nanoTime;
        this.channels = new ReflectiveChannelFactory<>(loops.channel());
    }

    /**
     * The answer of the conversation, on an event loop. Fails with {@link OutboundException}, LATE or LOCAL at the limit at
     * the latest. Whoever cancels it closes the connection.
     */
    public <T> CompletionStage<T> ask(Call call, Conversation<T> conversation) {
        return new OpenCall<T>(call, loops.workers().next(), nanoTime)
                .begin(destinations, new Connection<>(call, conversation, channels, tls));
    }
}
