package io.maregistry.server.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.maregistry.server.net.EventLoops;
import io.maregistry.server.outbound.OutboundException.Reason;
import io.netty.channel.Channel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Names whose address changes between two looks at it. */
class RebindingTest {

    private static final String METADATA = "169.254.169.254";

    private final AtomicLong nanos = new AtomicLong();
    private final Queue<String> answers = new ArrayDeque<>();
    private final EventLoops loops = EventLoops.of(1);
    private final RawServer server = RawServer.thatSaysAndWaits("");

    private Destinations destinations = destinations(true);

    private Destinations destinations(boolean allowsLoopback) {
        return new Destinations(this::next, new AddressRules(allowsLoopback), nanos::get);
    }

    private synchronized List<InetAddress> next(String host) throws UnknownHostException {
        return List.of(InetAddress.getByName(answers.remove()));
    }

    @AfterEach
    void close() {
        destinations.close();
        server.close();
        loops.close();
    }

    /** Where the connection went. */
    private String ask() throws Exception {
        return new Outbound(loops, destinations, OutboundTls.trustingAnybody(Runnable::run), System::nanoTime)
                .<String>ask(
                        new Call("rebinding.test", server.port(), false, 20_000, 1_000),
                        (channel, destination, answer) ->
                                answer.complete(address(channel) + " for " + destination.authority()))
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
    }

    private static String address(Channel channel) {
        InetSocketAddress remote = (InetSocketAddress) channel.remoteAddress();
        return remote.getAddress().getHostAddress() + ":" + remote.getPort();
    }

    private OutboundException refusal() {
        return (OutboundException) Objects.requireNonNull(
                catchThrowableOfType(ExecutionException.class, this::ask).getCause());
    }

    @Test
    void connectionGoesToTheVeryAddressThatWasJudged() throws Exception {
        answers.addAll(List.of("127.0.0.1", METADATA));

        assertThat(ask()).isEqualTo("127.0.0.1:" + server.port() + " for rebinding.test:" + server.port());
        assertThat(answers).as("the name is looked up once").containsExactly(METADATA);
    }

    @Test
    void nameThatTurnsIntoAForbiddenAddressIsRefusedWhenItIsLookedUpAgain() throws Exception {
        answers.addAll(List.of("127.0.0.1", METADATA));
        ask();
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(30));

        assertThat(refusal().reason()).isEqualTo(Reason.FORBIDDEN);
        assertThat(server.taken()).isEqualTo(1);
    }

    @Test
    void refusedNameIsNotConnectedTo() {
        destinations.close();
        destinations = destinations(false);
        answers.add("127.0.0.1");

        assertThat(refusal().reason()).isEqualTo(Reason.FORBIDDEN);
        assertThat(server.taken()).isZero();
    }

    @Test
    void everyCallIsJudgedAlsoWhereTheAddressIsKept() {
        destinations.close();
        destinations = destinations(false);
        answers.add("127.0.0.1");

        assertThat(refusal().reason()).isEqualTo(Reason.FORBIDDEN);
        assertThat(refusal().reason()).isEqualTo(Reason.FORBIDDEN);
        assertThat(answers).isEmpty();
    }
}
