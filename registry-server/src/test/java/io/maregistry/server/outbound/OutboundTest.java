package io.maregistry.server.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.maregistry.server.net.EventLoops;
import io.maregistry.server.outbound.OutboundException.Reason;
import io.netty.channel.Channel;
import java.net.InetAddress;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OutboundTest {

    private final EventLoops loops = EventLoops.of(1);
    private final CountDownLatch held = new CountDownLatch(1);
    private final Destinations destinations = new Destinations(this::address, new AddressRules(true), System::nanoTime);
    private final Outbound outbound =
            new Outbound(loops, destinations, OutboundTls.trustingAnybody(Runnable::run), System::nanoTime);

    private List<InetAddress> address(String host) {
        try {
            if (host.startsWith("slow")) {
                held.await();
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
        return List.of(InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() {
        held.countDown();
        destinations.close();
        loops.close();
    }

    private static OutboundException failureOf(CompletableFuture<?> answer) {
        return (OutboundException) Objects.requireNonNull(
                catchThrowableOfType(ExecutionException.class, () -> answer.get(20, TimeUnit.SECONDS))
                        .getCause());
    }

    private CompletableFuture<String> ask(String host, int port, long limitMillis, Conversation<String> conversation) {
        return outbound.ask(new Call(host, port, false, limitMillis, 1_000), conversation)
                .toCompletableFuture();
    }

    private static void say(Channel channel, Destination destination, CompletableFuture<String> answer) {
        var unused = channel.writeAndFlush(channel.alloc().buffer().writeByte('?'));
    }

    @Test
    void lookingUpANameIsPartOfTheTime() {
        OutboundException late = failureOf(ask("slow.test", 1, 50, OutboundTest::say));

        assertThat(late.reason()).isEqualTo(Reason.LATE);
        assertThat(late).hasMessage("no answer within 50 ms");
    }

    @Test
    void nameThatStillWaitsForAThreadIsThisNodesTrouble() {
        for (int at = 0; at < 8; at++) { // as many as there are threads
            var unused = ask("slow" + at + ".test", 1, 20_000, OutboundTest::say);
        }
        OutboundException late = failureOf(ask("ninth.test", 1, 50, OutboundTest::say));

        assertThat(late.reason()).isEqualTo(Reason.LOCAL);
    }

    @Test
    void timeInWhichThisProcessStoodStillIsNotTheInstances() {
        AtomicLong nanos = new AtomicLong();
        Outbound paused = new Outbound(loops, destinations, OutboundTls.trustingAnybody(Runnable::run), nanos::get);
        CompletableFuture<String> answer = paused.<String>ask(
                        new Call("slow.test", 1, false, 200, 1_000), OutboundTest::say)
                .toCompletableFuture();
        nanos.set(TimeUnit.MILLISECONDS.toNanos(1_201));

        assertThat(failureOf(answer).reason()).isEqualTo(Reason.LOCAL);
    }

    @Test
    void connectionIsClosedAtTheLimit() {
        try (RawServer silent = RawServer.thatSaysAndWaits("")) {
            CompletableFuture<String> answer = ask("a.test", silent.port(), 500, OutboundTest::say);

            assertThat(failureOf(answer).reason()).isEqualTo(Reason.LATE);
            Awaitility.await().until(() -> silent.ended() == silent.taken());
        }
    }

    @Test
    void connectionIsClosedWhenTheAnswerIsGivenUp() {
        AtomicReference<@Nullable Channel> used = new AtomicReference<>();
        try (RawServer silent = RawServer.thatSaysAndWaits("")) {
            CompletableFuture<String> answer = ask("a.test", silent.port(), 20_000, (channel, to, unused) -> {
                say(channel, to, unused);
                used.set(channel);
            });
            Awaitility.await().until(() -> used.get() != null);
            answer.cancel(true);

            Awaitility.await().until(() -> !Objects.requireNonNull(used.get()).isOpen());
        }
    }

    @Test
    void noMoreIsReadThanTheCallAllows() {
        try (RawServer endless = RawServer.thatNeverStops("", "x".repeat(500))) {
            OutboundException failed = failureOf(ask("a.test", endless.port(), 20_000, OutboundTest::say));

            assertThat(failed.reason()).isEqualTo(Reason.FAILED);
            assertThat(failed).hasMessage("the answer is longer than 1000 bytes");
        }
    }

    @Test
    void faultOfTheConversationIsTold() {
        try (RawServer server = RawServer.thatSays("")) {
            OutboundException failed = failureOf(ask("a.test", server.port(), 20_000, (channel, to, answer) -> {
                throw new IllegalStateException("a fault");
            }));

            assertThat(failed).hasMessage("a fault");
        }
    }

    @Test
    void closedConnectionIsTold() {
        try (RawServer server = RawServer.thatSays("")) {
            assertThat(failureOf(ask("a.test", server.port(), 20_000, OutboundTest::say)))
                    .hasMessage("the connection was closed before a whole answer had come");
        }
    }

    @Test
    void stoppedNodeAsksNobodyAndSaysThatItIsItsOwnTrouble() {
        loops.close();

        assertThat(failureOf(ask("a.test", 1, 20_000, OutboundTest::say)).reason())
                .isEqualTo(Reason.LOCAL);
    }

    @Test
    void portWhereNobodyListensIsRefused() {
        RawServer server = RawServer.thatSays("");
        int port = server.port();
        server.close();

        OutboundException failed = failureOf(ask("127.0.0.1", port, 20_000, OutboundTest::say));
        assertThat(failed.reason()).isEqualTo(Reason.FAILED);
        assertThat(failed).hasMessageStartingWith("Connection refused");
    }

    @Test
    void withoutEpollItIsTheSame() throws Exception {
        EventLoops nio = EventLoops.nio(1);
        try (RawServer server = RawServer.thatSaysAndWaits("")) {
            String kind = new Outbound(nio, destinations, OutboundTls.trustingAnybody(Runnable::run), System::nanoTime)
                    .<String>ask(
                            new Call("a.test", server.port(), false, 20_000, 1_000),
                            (channel, to, answer) ->
                                    answer.complete(channel.getClass().getSimpleName()))
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS);

            assertThat(kind).isEqualTo("NioSocketChannel");
        } finally {
            nio.close();
        }
    }
}
