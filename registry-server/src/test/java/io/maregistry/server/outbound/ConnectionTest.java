package io.maregistry.server.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.maregistry.server.net.EventLoops;
import io.maregistry.server.outbound.OutboundException.Reason;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFactory;
import java.net.InetAddress;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Where this node has no more sockets. */
class ConnectionTest {

    private static final ChannelFactory<Channel> OUT_OF_FILES = () -> {
        throw new ChannelException("Unable to create Channel: Too many open files");
    };

    private final EventLoops loops = EventLoops.of(1);
    private final CompletableFuture<String> answer = new CompletableFuture<>();

    @AfterEach
    void close() {
        loops.close();
    }

    @Test
    void connectionThatNeverWasIsThisNodesTroubleAndIsEndedInSilence() throws Exception {
        Connection<String> connection = new Connection<>(
                new Call("h.test", 80, false, 1_000, 1_000),
                (channel, destination, unused) -> unused.complete("connected"),
                OUT_OF_FILES,
                OutboundTls.trustingAnybody(Runnable::run));
        Destination destination = new Destination("h.test", InetAddress.getLoopbackAddress(), 80);
        Runnable ending = connection.open(destination, loops.workers().next(), new Waiting(System::nanoTime), answer);

        ExecutionException failed =
                catchThrowableOfType(ExecutionException.class, () -> answer.get(20, TimeUnit.SECONDS));
        assertThat(((OutboundException) Objects.requireNonNull(failed.getCause())).reason())
                .isEqualTo(Reason.LOCAL);
        assertThatCode(ending::run).doesNotThrowAnyException();
    }
}
