package io.maregistry.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.model.ServiceName;
import io.maregistry.server.net.WorkPool;
import io.maregistry.server.registry.ClusterView;
import io.maregistry.server.registry.Discovery;
import io.maregistry.server.registry.Watching;
import io.maregistry.server.replication.InMemoryReplication;
import io.maregistry.server.replication.Replica;
import io.maregistry.server.replication.Standing;
import io.maregistry.server.watch.From;
import io.maregistry.server.watch.Scope;
import io.maregistry.server.watch.WatchLimits;
import io.maregistry.server.watch.Watcher;
import io.maregistry.server.watch.Watches;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A stream by itself, with its event loop and its clock run by hand. */
class EventStreamTest {

    private static final int ALL = Integer.MAX_VALUE / 2;
    private static final int MANY = 2_500; // instances, more than an event loop writes
    private static final Duration PROGRESS = Duration.ofSeconds(15);

    private final InMemoryReplication replication = InMemoryReplication.born();
    private final Watches watches =
            new Watches(new WatchLimits(100, 1 << 20, 100, 1 << 20, 10), replication.root(), Runnable::run);
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final WorkPool work = new WorkPool(1);
    private long nowNanos;
    private int wakes;

    EventStreamTest() {
        replication.listen((Replica.Listener) watches::applied);
    }

    @AfterEach
    void close() {
        work.close();
        channel.finishAndReleaseAll();
    }

    private EventStream open(From from) {
        return open(from, "a.B");
    }

    private EventStream open(From from, String... services) {
        Set<ServiceName> names = new LinkedHashSet<>();
        for (String service : services) {
            names.add(ServiceName.of(service));
        }
        Discovery discovery = new Discovery(replication, replication, replication);
        Watching watching = new Watching(discovery, replication, watches, PROGRESS);
        Reads reads = new Reads(discovery, new ClusterView(replication, InMemoryReplication.SELF, 10_000));
        EventStream.Parts parts = new EventStream.Parts(
                watching, reads, work, new WatchMeters(new SimpleMeterRegistry(), () -> 0), () -> nowNanos);
        EventStream stream = EventStream.open(
                parts,
                channel.eventLoop(),
                Scope.Named.of(names, Set.of()),
                from,
                new Watcher("n1-1", "h:1", false),
                Body.of("event: hello\n\n"));
        stream.begin(() -> wakes++);
        return stream;
    }

    private void register(int number) {
        replication.apply(Samples.register("a.B", "10.0." + number / 250 + "." + number % 250));
        channel.runPendingTasks();
    }

    private static String told(EventStream stream, int most) {
        ByteBuf out = Unpooled.buffer();
        stream.writeTo(out, most);
        return out.toString(StandardCharsets.UTF_8);
    }

    private void stand(Standing.Health health) {
        replication.stand(InMemoryReplication.standing(Standing.Role.FOLLOWER, null, health));
    }

    @Test
    void nodeThatStoppedServingTellsNoFurtherChange() {
        EventStream stream = open(new From.Now());
        told(stream, ALL);
        stand(Standing.Health.DIVERGED);
        register(1);
        assertThat(told(stream, ALL)).isEqualTo("event: bye\ndata: {\"reason\":\"diverged\"}\n\n");
        assertThat(stream.isOver()).isTrue();
        assertThat(watches.size()).isZero();
    }

    @Test
    void quietStreamOfANodeThatStoppedServingEndsAtTheNextRound() {
        EventStream stream = open(new From.Now());
        told(stream, ALL);
        stand(Standing.Health.NOT_READY);
        stream.check(++nowNanos);
        assertThat(wakes).isPositive();
        assertThat(told(stream, ALL)).contains("\"not_ready\"");
    }

    @Test
    void frameUnderWayIsFinishedBeforeTheBye() {
        EventStream stream = open(new From.Now());
        told(stream, ALL);
        register(1);
        String begun = told(stream, 10);
        stand(Standing.Health.DIVERGED);
        register(2);
        assertThat(begun + told(stream, ALL))
                .startsWith("event: change\n")
                .endsWith("\"size\":1}\n\nevent: bye\ndata: {\"reason\":\"diverged\"}\n\n");
    }

    @Test
    void progressIsToldOnlyWhereNothingWasForLong() {
        EventStream stream = open(new From.Now());
        told(stream, ALL);
        nowNanos = PROGRESS.toNanos() - 1;
        stream.check(nowNanos);
        assertThat(told(stream, ALL)).isEmpty();
        stream.check(++nowNanos);
        assertThat(told(stream, ALL)).startsWith("event: progress\n");
    }

    @Test
    void listThatIsMadeTooLateForTheStreamIsNotTold() throws Exception {
        for (int number = 0; number < MANY; number++) {
            register(number);
        }
        CountDownLatch held = new CountDownLatch(1);
        work.execute(() -> awaitQuietly(held));
        EventStream stream = open(new From.Beginning());
        assertThat(told(stream, ALL)).isEqualTo("event: hello\n\n");
        stream.drain();
        held.countDown();
        CountDownLatch made = new CountDownLatch(1);
        work.execute(made::countDown);
        assertThat(made.await(10, TimeUnit.SECONDS)).isTrue();
        channel.runPendingTasks();
        assertThat(told(stream, ALL)).isEqualTo("event: bye\ndata: {\"reason\":\"stopping\"}\n\n");
    }

    @Test
    void longListIsToldOnceItIsMade() {
        for (int number = 0; number < MANY; number++) {
            register(number);
        }
        EventStream stream = open(new From.Beginning());
        told(stream, ALL);
        Awaitility.await().until(() -> {
            channel.runPendingTasks();
            return wakes > 0 && stream.hasMore();
        });
        assertThat(told(stream, ALL)).startsWith("event: state\nid: ");
    }

    @Test
    void frameThatIsReadTooSlowlyIsLate() {
        EventStream stream = open(new From.Now());
        told(stream, ALL);
        nowNanos = 100;
        register(1);
        told(stream, 10);
        assertThat(stream.isLate(50, 150)).isFalse();
        assertThat(stream.isLate(50, 151)).isTrue();
        told(stream, ALL);
        assertThat(stream.isLate(50, 1_000)).isFalse();
    }

    @Test
    void listsOfOneRootAreLateTogether() {
        register(1);
        EventStream stream = open(new From.Beginning(), "a.B", "c.D", "e.F");
        told(stream, "event: hello\n\n".length());
        nowNanos = 100;
        StringBuilder begun = new StringBuilder(told(stream, 10));
        nowNanos = 140;
        while (begun.indexOf("c.D") < 0) {
            begun.append(told(stream, 10));
        }
        assertThat(begun).doesNotContain("e.F");
        assertThat(stream.isLate(50, 150)).isFalse();
        assertThat(stream.isLate(50, 151)).isTrue();
        told(stream, ALL);
        assertThat(stream.isLate(50, 1_000)).isFalse();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }
}
