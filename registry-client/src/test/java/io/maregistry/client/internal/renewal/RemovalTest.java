package io.maregistry.client.internal.renewal;

import static io.maregistry.client.internal.renewal.FakeRegistry.item;
import static io.maregistry.client.internal.renewal.FakeRegistry.url;
import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.client.internal.routing.ManualScheduler;
import io.maregistry.client.spi.RegistrationListener;
import io.maregistry.proto.v1.KeepAliveReply;
import io.maregistry.proto.v1.RegisterReply;
import io.maregistry.proto.v1.UnregisterItem;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Stays that nobody wants any more. */
class RemovalTest {

    private static final Duration TICK = Duration.ofMillis(100);
    private static final Duration DEADLINE = Duration.ofSeconds(10);
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

    @Test
    void unregisteringWaitsForARegistrationThatIsUnderWay() {
        Stay stay = add(1);
        CompletableFuture<RegisterReply> underWay = registerAgain();

        var removed = renewals.remove(stay, DEADLINE).toCompletableFuture();
        assertThat(registry.unregistered).isEmpty();
        underWay.complete(registry.reply(1));

        assertThat(removed).isCompletedWithValue(true);
        time.pass(TICK);
        assertThat(registry.unregistered).hasSize(1);
    }

    @Test
    void unregisteringWaitsForHalfOfItsTimeAndIsRepeatedWhereARegistrationCameBehindIt() {
        Stay stay = add(1);
        CompletableFuture<RegisterReply> underWay = registerAgain();

        var removed = renewals.remove(stay, DEADLINE).toCompletableFuture();
        time.pass(DEADLINE.dividedBy(2));

        assertThat(removed).isCompletedWithValue(true);
        assertThat(registry.timesToUnregister).containsExactly(DEADLINE.dividedBy(2));
        underWay.complete(registry.reply(1));
        assertThat(registry.unregistered).hasSize(2);
    }

    @Test
    void whoeverClosesWaitsForNobodyElse() {
        add(1);
        CompletableFuture<RegisterReply> underWay = registerAgain();
        add(2);

        var removed = renewals.removeAll(DEADLINE).toCompletableFuture();

        assertThat(registry.unregistered).extracting(UnregisterItem::getId).containsExactly(url(2));
        assertThat(removed).isNotDone();
        underWay.complete(registry.reply(1));
        assertThat(removed).isCompleted();
        assertThat(registry.unregistered).extracting(UnregisterItem::getId).containsExactly(url(2), url(1));
    }

    @Test
    void whatIsOnlyToBeRegisteredAgainIsUnregisteredAtOnce() {
        Stay stay = add(1);
        registry.passUntilRenewed(time);
        registry.says(KeepAliveReply.newBuilder().addUnknownHandles(1).build());

        assertThat(renewals.remove(stay, DEADLINE).toCompletableFuture()).isCompletedWithValue(true);

        time.pass(TICK);
        assertThat(registry.registered).isEmpty();
    }

    @Test
    void nothingIsAddedWhereAllAreRemoved() {
        var unused = renewals.removeAll(DEADLINE);

        assertThat(renewals.add(item(1), url(1), registry.reply(1), NOBODY)).isEmpty();
    }

    @Test
    void allAreUnregisteredInAFewRequests() {
        IntStream.range(0, 1_200).forEach(this::add);

        assertThat(renewals.removeAll(DEADLINE).toCompletableFuture()).isCompleted();

        assertThat(registry.unregistered).hasSize(1_200);
        assertThat(renewals.size()).isZero();
    }

    private Stay add(int number) {
        return renewals.add(item(number), url(number), registry.reply(1), NOBODY)
                .orElseThrow();
    }

    /** Stay 1 is not known any more, and the registry takes its time to register it again. */
    private CompletableFuture<RegisterReply> registerAgain() {
        CompletableFuture<RegisterReply> underWay = new CompletableFuture<>();
        registry.registering = items -> underWay;
        registry.passUntilRenewed(time);
        registry.says(KeepAliveReply.newBuilder().addUnknownHandles(1).build());
        time.pass(TICK);
        return underWay;
    }
}
