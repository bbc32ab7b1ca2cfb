package io.maregistry.client.internal.renewal;

import static io.maregistry.client.internal.renewal.FakeRegistry.item;
import static io.maregistry.client.internal.renewal.FakeRegistry.url;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maregistry.client.internal.routing.ManualScheduler;
import io.maregistry.client.spi.RegistrationListener;
import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.proto.v1.ErrorDetail;
import io.maregistry.proto.v1.KeepAliveReply;
import io.maregistry.proto.v1.KeepAliveRequest;
import io.maregistry.proto.v1.RegisterItem;
import io.maregistry.proto.v1.RegisterReply;
import io.maregistry.proto.v1.RegisterResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RenewalsTest {

    private static final Duration EVERY = Duration.ofMillis(FakeRegistry.EVERY_MILLIS);
    private static final Duration TICK = Duration.ofMillis(100);
    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final KeepAliveReply FINE = KeepAliveReply.getDefaultInstance();

    private final FakeRegistry registry = new FakeRegistry();
    private final ManualScheduler time = new ManualScheduler();
    private final Renewals renewals =
            new Renewals(registry, time, time::nanoTime, new Random(1), DEADLINE, task -> time.after(0, task));
    private final Told told = new Told();

    /** What a listener hears. */
    private static final class Told implements RegistrationListener {
        private int again;
        private final List<RegistryException> lost = new ArrayList<>();

        @Override
        public void registeredAgain() {
            again++;
            throw new IllegalStateException("a listener that fails breaks nothing");
        }

        @Override
        public void lost(RegistryException refusal) {
            lost.add(refusal);
        }
    }

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
    void tenThousandStaysAreRenewedInFewMessagesAndHardlyMoreOftenThanAsked() {
        IntStream.range(0, 10_000).forEach(this::add);

        Map<Long, Integer> counts = new HashMap<>();
        int messages = 0;
        for (int tick = 0; tick < 50; tick++) {
            for (KeepAliveRequest sent : passAndAnswer()) {
                messages++;
                sent.getHandlesList().forEach(handle -> counts.merge(handle, 1, Integer::sum));
            }
        }

        int renewals = counts.values().stream().mapToInt(Integer::intValue).sum();
        assertThat(counts).as("each in its interval").hasSize(10_000);
        assertThat(renewals).isLessThanOrEqualTo(12_000);
        assertThat(messages)
                .as("all that are due within half a second go in one message")
                .isLessThanOrEqualTo(10);
        assertThat(registry.streams).hasSize(1);
    }

    @Test
    void faultInOneTickDoesNotEndTheOthers() {
        registry.faultOfTheNextStream = new IllegalStateException("a bug");
        add(1);

        assertThatThrownBy(() -> time.pass(EVERY)).hasMessage("a bug");
        time.pass(EVERY.multipliedBy(10));

        assertThat(registry.renewals).isNotEmpty();
    }

    @Test
    void messageHoldsAtMostAsManyAsANodeTakes() {
        IntStream.range(0, 10_000).forEach(this::add);
        for (int tick = 0; tick < 50; tick++) {
            passAndAnswer();
        }
        registry.renewals.clear();

        time.pass(EVERY.multipliedBy(3)); // nobody answers: more and more is due at once

        assertThat(registry.renewals)
                .extracting(KeepAliveRequest::getHandlesCount)
                .contains(4_096)
                .allMatch(count -> count <= 4_096);
    }

    @Test
    void messageOfNamesIsNoLargerThanANodeTakes() {
        registry.givesHandles = false;
        String host = "h".repeat(250) + '.';
        IntStream.range(0, 10_000).forEach(number -> {
            RegisterItem item = item(number);
            renewals.add(item, "http://" + host + number, registry.reply(1), told);
        });

        time.pass(EVERY.multipliedBy(3)); // nobody answers: more and more is due at once

        assertThat(registry.renewals)
                .isNotEmpty()
                .extracting(KeepAliveRequest::getSerializedSize)
                .allMatch(bytes -> bytes <= 1 << 20);
        assertThat(registry.renewals.stream()
                        .flatMap(sent -> sent.getItemsList().stream())
                        .distinct())
                .hasSize(10_000);
    }

    @Test
    void earlierRegistrationWhoseAnswerComesLaterIsOver() {
        Stay later =
                renewals.add(generation(6), url(1), registry.reply(1), told).orElseThrow();

        Stay earlier =
                renewals.add(generation(5), url(1), registry.reply(1), told).orElseThrow();

        assertThat(renewals.isKept(later)).isTrue();
        assertThat(renewals.isKept(earlier)).isFalse();
        assertThat(renewals.add(generation(7), url(1), registry.reply(1), told).map(renewals::isKept))
                .contains(true);
        assertThat(renewals.isKept(later)).isFalse();
    }

    @Test
    void stayThatIsNotKnownIsRegisteredAgainWithTheSameContent() {
        Stay stay = add(1);
        registry.passUntilRenewed(time);
        registry.says(KeepAliveReply.newBuilder().addUnknownHandles(1).build());
        time.pass(TICK);

        assertThat(registry.registered).containsExactly(List.of(stay.item()));
        assertThat(told.again).isEqualTo(1);
        registry.renewals.clear();
        registry.passUntilRenewed(time);
        assertThat(registry.renewals.get(0).getHandlesList()).containsExactly(2L);
    }

    @Test
    void stayWithoutAHandleIsRenewedByItsName() {
        registry.givesHandles = false;
        add(7);
        registry.passUntilRenewed(time);

        assertThat(registry.renewals.get(0).getItemsList())
                .extracting(item -> item.getId())
                .containsExactly(url(7));
        registry.says(KeepAliveReply.newBuilder().addUnknownItems(0).build());
        time.pass(TICK);
        assertThat(registry.registered).hasSize(1);
    }

    @Test
    void whatWasNotAnsweredIsSentAtOnceOnAnotherStream() {
        add(1);
        registry.passUntilRenewed(time);
        registry.breaks();
        time.pass(TICK);

        assertThat(registry.streams).hasSize(2);
        assertThat(registry.renewals).hasSize(2);
        assertThat(registry.renewals.get(1)).isEqualTo(registry.renewals.get(0));
    }

    @Test
    void nodeThatDoesNotAnswerWithinTheIntervalIsLeft() {
        add(1);
        registry.passUntilRenewed(time);
        time.pass(EVERY.plus(TICK).plus(TICK));

        assertThat(registry.streams).hasSize(2);
    }

    @Test
    void anotherClusterIsToldOfAllStays() {
        add(1);
        registry.clusterId = "c2";
        add(2);
        time.pass(EVERY);

        assertThat(registry.registered).hasSize(1);
        assertThat(registry.registered.get(0).get(0).getInstance().getPort()).isEqualTo(1);
        assertThat(registry.renewals)
                .allSatisfy(sent -> assertThat(sent.getClusterId()).isEqualTo("c2"));
    }

    @Test
    void refusalForGoodEndsTheStay() {
        Stay stay = add(1);
        registry.registering = items -> CompletableFuture.completedStage(RegisterReply.newBuilder()
                .addResults(RegisterResult.newBuilder()
                        .setError(ErrorDetail.newBuilder().setCode("STALE_GENERATION")))
                .build());
        registry.passUntilRenewed(time);
        registry.says(KeepAliveReply.newBuilder().addUnknownHandles(1).build());
        time.pass(TICK);

        assertThat(told.lost)
                .hasOnlyElementsOfType(RegistryException.Conflict.class)
                .hasSize(1);
        assertThat(renewals.isKept(stay)).isFalse();
        registry.renewals.clear();
        time.pass(EVERY);
        assertThat(registry.renewals).isEmpty();
    }

    @Test
    void refusalOfAWholeRequestIsThatOfTheOneItMeans() {
        List<Stay> stays = IntStream.rangeClosed(1, 5).mapToObj(this::add).toList();
        registry.registering = items -> items.contains(item(3))
                ? CompletableFuture.failedStage(
                        new RegistryException.InvalidRequest(ErrorCode.INVALID_REQUEST, "nobody can read that"))
                : CompletableFuture.completedStage(registry.reply(items.size()));
        registry.clusterId = "c2";
        add(6); // it says that all others are to return
        time.pass(EVERY.plus(TICK));

        assertThat(stays).extracting(renewals::isKept).containsExactly(true, true, false, true, true);
        assertThat(told.lost).hasSize(1);
        assertThat(told.again).isEqualTo(4);
    }

    @Test
    void whatIsSaidOfTheCallerMayPass() {
        returnsAfter(new RegistryException.Unauthenticated("the token is old"));
    }

    @Test
    void roomThatIsMissingMayCome() {
        returnsAfter(new RegistryException.Conflict(ErrorCode.QUOTA_EXCEEDED, "a.B has 10 instances already", 7, 0));
    }

    private void returnsAfter(RegistryException refusal) {
        Stay stay = add(1);
        registry.registering = items -> CompletableFuture.failedStage(refusal);
        registry.passUntilRenewed(time);
        registry.says(KeepAliveReply.newBuilder().addUnknownHandles(1).build());
        time.pass(Duration.ofSeconds(3));
        assertThat(told.lost).isEmpty();

        registry.registering = items -> CompletableFuture.completedStage(registry.reply(items.size()));
        time.pass(Duration.ofSeconds(2));

        assertThat(renewals.isKept(stay)).isTrue();
        assertThat(told.again).isEqualTo(1);
    }

    @Test
    void registeringAgainIsTriedUntilItIsDone() {
        add(1);
        registry.registering = items -> CompletableFuture.failedStage(new RegistryException.Indeterminate("no answer"));
        registry.passUntilRenewed(time);
        registry.says(KeepAliveReply.newBuilder().addUnknownHandles(1).build());
        time.pass(Duration.ofSeconds(3));
        assertThat(registry.registered).hasSizeGreaterThan(3);

        registry.registering = items -> CompletableFuture.completedStage(registry.reply(items.size()));
        time.pass(Duration.ofSeconds(2));

        assertThat(told.again).isEqualTo(1);
    }

    private Stay add(int number) {
        return renewals.add(item(number), url(number), registry.reply(1), told).orElseThrow();
    }

    private List<KeepAliveRequest> passAndAnswer() {
        registry.renewals.clear();
        time.pass(TICK);
        List<KeepAliveRequest> sent = List.copyOf(registry.renewals);
        sent.forEach(each -> registry.says(FINE));
        return sent;
    }

    private static RegisterItem generation(long generation) {
        RegisterItem.Builder item = item(1).toBuilder();
        item.getInstanceBuilder().setGeneration(generation);
        return item.build();
    }
}
