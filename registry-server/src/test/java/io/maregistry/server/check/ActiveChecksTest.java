package io.maregistry.server.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.model.HealthCheck;
import io.maregistry.model.Status;
import io.maregistry.server.net.EventLoops;
import io.maregistry.server.outbound.AddressRules;
import io.maregistry.server.outbound.Destinations;
import io.maregistry.server.outbound.Lookup;
import io.maregistry.server.outbound.Outbound;
import io.maregistry.server.outbound.OutboundTls;
import io.maregistry.server.outbound.RawServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The thread, and all of it together with a server. */
class ActiveChecksTest {

    private final EventLoops loops = EventLoops.of(1);
    private final Destinations destinations =
            new Destinations(Lookup.ofSystem(), new AddressRules(true), System::nanoTime);
    private final Probes probes = new Probes(
            new Outbound(loops, destinations, OutboundTls.trustingAnybody(Runnable::run), System::nanoTime),
            System::nanoTime);
    private final AtomicLong nanos = new AtomicLong();
    private final Queue<String> told = new ConcurrentLinkedQueue<>();
    private final AtomicReference<@Nullable Throwable> broken = new AtomicReference<>();

    @AfterEach
    void close() {
        destinations.close();
        loops.close();
    }

    /** Lets the time of the checks pass, 2 s at each look, until that is so. */
    private void passUntil(Callable<Boolean> condition) {
        Awaitility.await().pollInterval(Duration.ofMillis(20)).until(() -> {
            nanos.addAndGet(TimeUnit.SECONDS.toNanos(2));
            return condition.call();
        });
    }

    private ActiveChecks checks(Probing probing) {
        return new ActiveChecks(
                probing,
                (checked, verdict, last) -> told.add(verdict + " " + last.evidence()),
                nanos::get,
                10,
                broken::set);
    }

    private static Checked checked(HealthCheck.Type type, int port) {
        HealthCheck.Pace pace = new HealthCheck.Pace(20_000, 20_000, 1, 1);
        return new Checked(1, "127.0.0.1", new HealthCheck(type, port, "/", pace, Status.RUNNING, 0), Verdict.OPEN);
    }

    @Test
    void instanceThatSucceedsThenFailsThenSucceedsIsTold() {
        AtomicBoolean isWell = new AtomicBoolean(true);
        try (RawServer server = new RawServer(connection -> {
                    int read = connection.getInputStream().read(new byte[1_024]);
                    String line = isWell.get() && read > 0 ? "HTTP/1.1 200 OK\r\n\r\n" : "HTTP/1.1 500 Oh\r\n\r\n";
                    connection.getOutputStream().write(line.getBytes(StandardCharsets.US_ASCII));
                });
                ActiveChecks checks = checks(probes)) {
            checks.follow(List.of(checked(HealthCheck.Type.HTTP, server.port())));
            checks.start();
            passUntil(() -> told.contains("GOOD HTTP/1.1 200 OK"));
            isWell.set(false);
            passUntil(() -> told.contains("FAILING HTTP/1.1 500 Oh"));
            isWell.set(true);
            passUntil(() -> told.size() == 3);
        }
        assertThat(told).containsExactly("GOOD HTTP/1.1 200 OK", "FAILING HTTP/1.1 500 Oh", "GOOD HTTP/1.1 200 OK");
    }

    @Test
    void startingTwiceClosingTwiceAndStartingAfterwardsDoNothing() {
        ActiveChecks checks = checks(probes);
        checks.start();
        checks.start();
        checks.close();
        checks.close();
        checks.start();

        Awaitility.await().until(() -> !isThreadAlive());
    }

    private static boolean isThreadAlive() {
        boolean isFound = false;
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            isFound |= thread.getName().equals("check");
        }
        return isFound;
    }

    @Test
    void faultInOneTurnIsNotTheEnd() {
        AtomicBoolean isGood = new AtomicBoolean(true);
        VerdictListener faulty = (checked, verdict, last) -> {
            told.add(verdict + " " + last.evidence());
            if (isGood.getAndSet(false)) {
                throw new IllegalStateException("of the test");
            }
        };
        Probing changing = question -> CompletableFuture.completedFuture(
                isGood.get() ? new ProbeResult.Good("well", 0) : new ProbeResult.Bad("ill", 0));
        try (ActiveChecks checks = new ActiveChecks(changing, faulty, nanos::get, 10, broken::set)) {
            checks.start();
            checks.follow(List.of(checked(HealthCheck.Type.TCP, 1)));

            passUntil(() -> told.contains("FAILING ill"));
        }
        assertThat(told).startsWith("GOOD well");
    }

    @Test
    void errorIsHandedOn() {
        try (ActiveChecks checks = checks(question -> {
            throw new AssertionError("of the test");
        })) {
            checks.follow(List.of(checked(HealthCheck.Type.TCP, 1)));
            checks.start();

            passUntil(() -> broken.get() != null);
        }
    }
}
