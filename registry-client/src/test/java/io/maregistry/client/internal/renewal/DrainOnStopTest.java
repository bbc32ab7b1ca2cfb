package io.maregistry.client.internal.renewal;

import static io.maregistry.client.internal.renewal.FakeRegistry.item;
import static io.maregistry.client.internal.renewal.FakeRegistry.url;
import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.client.internal.routing.ManualScheduler;
import io.maregistry.client.spi.RegistrationListener;
import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.proto.v1.DrainItem;
import io.maregistry.proto.v1.DrainReply;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What leaves is drained first: its callers hear of it while it still serves. */
class DrainOnStopTest {

    private static final Duration DEADLINE = Duration.ofSeconds(2);
    private static final RegistrationListener NOBODY = new RegistrationListener() {};

    private final FakeRegistry registry = new FakeRegistry();
    private final ManualScheduler time = new ManualScheduler();
    private final Renewals renewals =
            new Renewals(registry, time, time::nanoTime, new Random(1), DEADLINE, Runnable::run);

    @BeforeEach
    void start() {
        registry.lock = renewals;
        renewals.start();
    }

    @AfterEach
    void nothingIsCalledUnderTheLock() {
        renewals.close();
        assertThat(registry.wasUnderLock).isFalse();
    }

    private Stay add(int number) {
        return renewals.add(item(number), url(number), registry.reply(1), NOBODY)
                .orElseThrow();
    }

    private CompletableFuture<DrainReply> slowDrain() {
        CompletableFuture<DrainReply> drain = new CompletableFuture<>();
        registry.draining = items -> drain;
        return drain;
    }

    @Test
    void instanceIsUnregisteredOnlyBehindItsDrain() {
        Stay stay = add(1);
        CompletableFuture<DrainReply> drain = slowDrain();

        var removed = renewals.remove(stay, DEADLINE).toCompletableFuture();
        assertThat(registry.drained).extracting(DrainItem::getId).containsExactly(url(1));
        assertThat(registry.waitsForDrains).containsExactly(Duration.ofMillis(500));
        assertThat(registry.unregistered).isEmpty();

        drain.complete(DrainReply.newBuilder().setWatchers(1).build()); // nobody has confirmed
        assertThat(removed).isCompletedWithValue(true);
        assertThat(registry.unregistered).hasSize(1);
    }

    @Test
    void clientThatClosesDrainsAllInFewRequests() {
        IntStream.range(0, 1_200).forEach(this::add);

        assertThat(renewals.removeAll(DEADLINE).toCompletableFuture()).isCompleted();

        assertThat(registry.drained).hasSize(1_200);
        assertThat(registry.waitsForDrains).hasSize(3);
        assertThat(registry.unregistered).hasSize(1_200);
    }

    @Test
    void registryThatCannotDrainIsLeftAllTheSame() {
        add(1);
        registry.draining = items ->
                CompletableFuture.failedStage(new RegistryException.Unsupported("it is of an earlier release"));

        assertThat(renewals.removeAll(DEADLINE).toCompletableFuture()).isCompleted();

        assertThat(registry.unregistered).hasSize(1);
    }

    @Test
    void drainedInstanceIsRenewedUntilItLeavesAndNotDrainedAgain() {
        Stay stay = add(1);
        var drained = renewals.drain(stay, Duration.ofSeconds(5), Duration.ofSeconds(9));
        assertThat(drained.toCompletableFuture()).isCompletedWithValue(true);
        registry.passUntilRenewed(time);
        assertThat(renewals.isKept(stay)).isTrue();

        var unused = renewals.remove(stay, DEADLINE);

        assertThat(registry.waitsForDrains).containsExactly(Duration.ofSeconds(5));
        assertThat(registry.unregistered).hasSize(1);
    }

    @Test
    void drainSaysWhetherEverybodyKnows() {
        Stay stay = add(1);
        registry.draining = items -> CompletableFuture.completedStage(
                DrainReply.newBuilder().setWatchers(2).setConfirmed(1).build());
        assertThat(drain(stay)).isCompletedWithValue(false);

        registry.draining = items -> CompletableFuture.completedStage(
                DrainReply.newBuilder().addUnreachable("n3").build());
        assertThat(drain(stay)).isCompletedWithValue(false);

        registry.draining = items -> CompletableFuture.failedStage(
                new RegistryException.Unavailable(ErrorCode.NO_LEADER, "no leader is known"));
        assertThat(drain(stay)).isCompletedExceptionally();
    }

    @Test
    void whatIsRegisteredNoMoreNeedsNoDrain() {
        Stay stay = add(1);
        var unused = renewals.removeAll(DEADLINE);
        registry.drained.clear();

        assertThat(drain(stay)).isCompletedWithValue(true);
        assertThat(registry.drained).isEmpty();
    }

    private CompletableFuture<Boolean> drain(Stay stay) {
        return renewals.drain(stay, Duration.ofSeconds(1), DEADLINE).toCompletableFuture();
    }
}
