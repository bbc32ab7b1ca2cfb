package io.maregistry.server.hash;

import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.error.Causes;
import io.maregistry.error.RegistryException;
import io.maregistry.server.config.Address;
import io.maregistry.server.config.HashConfig;
import io.maregistry.server.config.LimitsConfig;
import io.maregistry.server.state.RegistryState;
import io.maregistry.server.state.Settings;
import io.maregistry.server.state.Tick;
import io.maregistry.wire.InstanceLimits;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A leader whose clock says that it stood still. */
class StandstillTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(2); // of a probe, and from one to the next

    private final FakeLeader other = new FakeLeader();
    private final AtomicLong nanos = new AtomicLong(1);
    private final AtomicInteger beats = new AtomicInteger();
    private HashNode node;

    @BeforeEach
    void lead(@TempDir Path directory) {
        other.says("/info", "{\"leader\":false,\"mode\":\"hash\",\"version\":0}"); // it cannot be elected
        Address self = new Address("127.0.0.1", other.port() % 60_000 + 1); // nobody calls it
        node = new HashNode(
                new HashNode.Setup(
                        List.of(new Address("127.0.0.1", other.port()), self),
                        new HashNode.Addresses("", self, "", "test"),
                        Settings.DEFAULT,
                        directory,
                        new HashNode.Options(
                                new HashConfig(TIMEOUT, TIMEOUT, TIMEOUT),
                                InstanceLimits.DEFAULT,
                                new LimitsConfig.Waiting(100, 100, 100),
                                this::now,
                                () -> 1_000)),
                new SimpleMeterRegistry(),
                broken -> {
                    throw new AssertionError(broken);
                });
        node.start(new RegistryState());
        await(this::isWritable);
    }

    private long now() {
        if (Thread.currentThread().getName().equals("hash-sweep")) {
            beats.incrementAndGet();
        }
        return nanos.get();
    }

    @AfterEach
    void stop() {
        node.close();
        other.close();
    }

    @Test
    void takesNoWriteUntilALookThatBeganAfterwardsIsDone() {
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch second = new CountDownLatch(1);
        other.stalls("/info", first);
        int asked = other.asked();
        await(() -> other.asked() > asked); // a look is under way

        nanos.addAndGet(TIMEOUT.toNanos() * 4); // and the process stands still
        int beaten = beats.get();
        await(() -> beats.get() > beaten + 6); // goes on,
        assertThat(isWritable()).isFalse();
        other.stalls("/info", second);
        first.countDown(); // and takes the answers of before
        await(() -> other.asked() > asked + 1);
        assertThat(isWritable()).isFalse();

        second.countDown();
        await(this::isWritable);
    }

    private boolean isWritable() {
        return node.propose(new Tick(0, List.of(), List.of()))
                .thenApply(done -> true)
                .exceptionally(refused -> {
                    assertThat(Causes.of(refused)).isInstanceOf(RegistryException.class);
                    return false;
                })
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }

    private static void await(Callable<Boolean> wanted) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(5))
                .until(wanted);
    }
}
