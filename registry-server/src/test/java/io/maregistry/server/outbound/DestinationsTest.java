package io.maregistry.server.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.maregistry.server.outbound.OutboundException.Reason;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DestinationsTest {

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger lookups = new AtomicInteger();
    private final CountDownLatch held = new CountDownLatch(1);
    private Lookup lookup = host -> List.of(address("10.0.0.1"));
    private final Waiting inQueues = new Waiting(nanos::get);
    private final Destinations destinations = new Destinations(this::counted, new AddressRules(false), nanos::get);

    private List<InetAddress> counted(String host) throws UnknownHostException {
        lookups.incrementAndGet();
        return lookup.addresses(host);
    }

    @AfterEach
    void close() {
        held.countDown();
        destinations.close();
    }

    private static InetAddress address(String literal) throws UnknownHostException {
        return InetAddress.getAllByName(literal)[0];
    }

    private Destination of(String host) throws Exception {
        return destinations.of(host, 80, inQueues).toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private OutboundException refusalOf(String host) {
        ExecutionException failed = catchThrowableOfType(ExecutionException.class, () -> of(host));
        return (OutboundException) Objects.requireNonNull(failed.getCause());
    }

    @Test
    void literalsAreNotLookedUp() throws Exception {
        assertThat(of("10.1.2.3").address().getAddress().getHostAddress()).isEqualTo("10.1.2.3");
        assertThat(of("fd00::1").authority()).isEqualTo("[fd00::1]:80");
        assertThat(of("fd00::1%eth0").authority()).isEqualTo("[fd00::1]:80");
        assertThat(lookups).hasValue(0);
    }

    @Test
    void refusedLiteralSaysWhatItIs() {
        OutboundException refused = refusalOf("169.254.169.254");

        assertThat(refused.reason()).isEqualTo(Reason.FORBIDDEN);
        assertThat(refused).hasMessage("169.254.169.254 is a link-local address; nothing is asked there");
    }

    @Test
    void refusedNameSaysItsAddress() {
        lookup = host -> List.of(address("127.0.0.1"));

        assertThat(refusalOf("inside.test"))
                .hasMessage("inside.test is 127.0.0.1, which is a loopback address; nothing is asked there");
    }

    @Test
    void ofSeveralAddressesTheFirstLawfulOneIsTaken() throws Exception {
        lookup = host -> List.of(address("169.254.169.254"), address("10.0.0.7"), address("10.0.0.8"));

        assertThat(of("several.test").address().getAddress().getHostAddress()).isEqualTo("10.0.0.7");
    }

    @Test
    void namesAreKeptForThirtySeconds() throws Exception {
        of("a.test");
        nanos.set(TimeUnit.MILLISECONDS.toNanos(29_999));
        of("a.test");
        assertThat(lookups).hasValue(1);

        nanos.set(TimeUnit.SECONDS.toNanos(30));
        of("a.test");
        assertThat(lookups).hasValue(2);
    }

    @Test
    void failuresAreKeptForFiveSeconds() {
        lookup = host -> {
            throw new UnknownHostException(host);
        };
        assertThat(refusalOf("none.test").reason()).isEqualTo(Reason.UNKNOWN_HOST);
        nanos.set(TimeUnit.MILLISECONDS.toNanos(4_999));
        assertThat(refusalOf("none.test")).hasMessage("no address is known for none.test");
        assertThat(lookups).hasValue(1);

        nanos.set(TimeUnit.SECONDS.toNanos(5));
        refusalOf("none.test");
        assertThat(lookups).hasValue(2);
    }

    @Test
    void whoAsksMeanwhileWaitsForTheSameLookup() throws Exception {
        holdLookups();
        CompletableFuture<Destination> first =
                destinations.of("a.test", 1, inQueues).toCompletableFuture();
        CompletableFuture<Destination> second =
                destinations.of("a.test", 2, inQueues).toCompletableFuture();
        held.countDown();

        assertThat(first.get(20, TimeUnit.SECONDS).address().getPort()).isEqualTo(1);
        assertThat(second.get(20, TimeUnit.SECONDS).address().getPort()).isEqualTo(2);
        assertThat(lookups).hasValue(1);
    }

    @Test
    void whoGivesUpTakesTheLookupFromNobodyElse() throws Exception {
        holdLookups();
        CompletableFuture<Destination> first =
                destinations.of("a.test", 1, inQueues).toCompletableFuture();
        CompletableFuture<Destination> second =
                destinations.of("a.test", 2, inQueues).toCompletableFuture();
        first.cancel(true);
        held.countDown();

        assertThat(second.get(20, TimeUnit.SECONDS).address().getPort()).isEqualTo(2);
    }

    @Test
    void whatDoesNotFitIntoTheQueueIsThisNodesTroubleAndNotKept() throws Exception {
        holdLookups();
        int fitting = Destinations.MAX_WAITING + 8;
        for (int at = 0; at < fitting; at++) {
            var unused = destinations.of("h" + at + ".test", 80, inQueues);
        }
        assertThat(refusalOf("more.test").reason()).isEqualTo(Reason.LOCAL);

        held.countDown();
        of("h" + (fitting - 1) + ".test");
        assertThat(of("more.test").address().getPort()).isEqualTo(80);
    }

    @Test
    void oldAnswerIsInUseWhileTheNewLookupWaitsForAThread() throws Exception {
        of("a.test");
        holdLookups();
        for (int at = 0; at < 8; at++) {
            var unused = destinations.of("stranger" + at + ".test", 80, inQueues);
        }
        nanos.set(TimeUnit.SECONDS.toNanos(30));
        assertThat(of("a.test").address().getPort()).isEqualTo(80);
        assertThat(of("a.test").address().getPort()).isEqualTo(80);

        nanos.set(TimeUnit.MINUTES.toNanos(5));
        CompletableFuture<Destination> waiting =
                destinations.of("a.test", 80, inQueues).toCompletableFuture();
        assertThat(waiting).as("too old").isNotDone();
        held.countDown();
        assertThat(waiting.get(20, TimeUnit.SECONDS).host()).isEqualTo("a.test");
    }

    @Test
    void oldAnswerIsJudgedAsAnyOther() throws Exception {
        lookup = host -> List.of(address("127.0.0.1"));
        assertThat(refusalOf("a.test").reason()).isEqualTo(Reason.FORBIDDEN);
        holdLookups();
        for (int at = 0; at < 8; at++) {
            var unused = destinations.of("stranger" + at + ".test", 80, inQueues);
        }
        nanos.set(TimeUnit.SECONDS.toNanos(30));

        assertThat(refusalOf("a.test").reason()).isEqualTo(Reason.FORBIDDEN);
    }

    @Test
    void keepsNoMoreThanSomeThousandNames() throws Exception {
        for (int at = 0; at < Destinations.MAX_KEPT + 5; at++) {
            of("h" + at + ".test");
        }

        assertThat(destinations.kept()).isEqualTo(Destinations.MAX_KEPT);
    }

    @Test
    void closingEndsWhatWaits() {
        holdLookups();
        CompletableFuture<Destination> waiting =
                destinations.of("a.test", 1, inQueues).toCompletableFuture();
        destinations.close();

        assertThat(waiting).isCompletedExceptionally();
        assertThat(refusalOf("b.test").reason()).isEqualTo(Reason.LOCAL);
    }

    private void holdLookups() {
        lookup = host -> {
            try {
                held.await();
            } catch (InterruptedException closed) {
                Thread.currentThread().interrupt();
            }
            return List.of(address("10.0.0.1"));
        };
    }
}
