package io.maregistry.server.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.model.ResumeToken;
import io.maregistry.model.ServiceName;
import io.maregistry.server.state.RegistryState;
import io.maregistry.server.state.Root;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ConfirmationsTest {

    private static final ServiceName SERVICE = ServiceName.of("a.A");

    private final Line line = new Line();
    private final Watches watches =
            new Watches(new WatchLimits(100, 1 << 20, 5, 1 << 20, 2_000), new RegistryState().root(), Runnable::run);
    private final Confirmations confirmations = watches.confirmations();

    private Subscription watch(String name, From from) {
        return watches.open(
                Scope.Named.of(Set.of(SERVICE), Set.of()), from, new Watcher(name, "h:" + name, true), () -> {});
    }

    private Root register(String service, int port) {
        Line.Batch batch = line.apply(Line.register(service, port));
        watches.applied(batch.root(), batch.applied().changes(), false);
        return batch.root();
    }

    private Inquiry ask() {
        return confirmations.ask(SERVICE, point(line.root().scalars().revision()));
    }

    private static ResumeToken point(long revision) {
        return new ResumeToken(0, revision);
    }

    private static long take(Subscription subscription) {
        while (subscription.poll() != null) {
            // all that waits is taken
        }
        return subscription.told();
    }

    @Test
    void whereNobodyWatchesTheAnswerIsThereAtOnce() {
        register("a.A", 1);
        watch("other", new From.Now()).scope();
        watches.close(watch("gone", new From.Now()));
        register("b.B", 1);

        assertThat(confirmations.ask(ServiceName.of("c.C"), point(2)).answer().join())
                .isEqualTo(new Confirmed(2, 0, 0, List.of()));
    }

    @Test
    void questionIsAnsweredOnceAllHaveConfirmedWhatTheyWereTold() {
        Subscription one = watch("n1-1", new From.Now());
        Subscription other = watch("n1-2", new From.Now());
        register("a.A", 1);
        Inquiry inquiry = ask();

        confirmations.confirm(one, take(one));
        confirmations.confirm("n1-2", 1); // of what it has not been told yet
        assertThat(inquiry.answer()).isNotDone();

        take(other);
        assertThat(confirmations.confirm("n1-2", 99)).isTrue();

        assertThat(inquiry.answer().join()).isEqualTo(new Confirmed(1, 2, 2, List.of()));
    }

    @Test
    void whoeverDoesNotConfirmIsNamedWhenTheTimeIsOver() {
        Subscription one = watch("n1-1", new From.Now());
        Subscription silent = watch("n1-2", new From.Now());
        register("a.A", 1);
        confirmations.confirm(one, take(one));
        confirmations.confirm(silent, take(silent));
        register("a.A", 2);
        confirmations.confirm(one, take(one));
        take(silent);
        Inquiry inquiry = ask();
        assertThat(inquiry.answer()).isNotDone();

        confirmations.end(inquiry);

        assertThat(inquiry.answer().join())
                .isEqualTo(new Confirmed(2, 2, 1, List.of(new Confirmed.Seen("n1-2", "h:n1-2", 1))));
        confirmations.end(inquiry); // once more: of no effect
    }

    @Test
    void whoeverLeavesIsNotWaitedFor() {
        Subscription leaving = watch("n1-1", new From.Now());
        register("a.A", 1);
        Inquiry inquiry = ask();
        assertThat(inquiry.answer()).isNotDone();

        watches.close(leaving);

        assertThat(inquiry.answer().join()).isEqualTo(new Confirmed(1, 0, 0, List.of()));
        assertThat(confirmations.confirm("n1-1", 1)).isFalse();
    }

    @Test
    void changesOfOtherServicesNeedNoConfirmation() {
        register("a.A", 1);
        Subscription one = watch("n1-1", new From.Now());
        register("b.B", 1);

        assertThat(ask().answer().join()).isEqualTo(new Confirmed(2, 1, 1, List.of()));
        assertThat(take(one)).isEqualTo(1);
    }

    @Test
    void laterChangesOfTheServiceAreNotWaitedFor() {
        Subscription one = watch("n1-1", new From.Now());
        register("a.A", 1);
        Inquiry inquiry = confirmations.ask(SERVICE, point(1));
        take(one);
        register("a.A", 2);

        confirmations.confirm(one, 1);

        assertThat(inquiry.answer().join().confirmed()).isEqualTo(1);
    }

    @Test
    void questionWaitsForItsPointAndForNoOtherLineage() {
        Subscription one = watch("n1-1", new From.Now());
        Inquiry ahead = confirmations.ask(SERVICE, point(2));
        Inquiry foreign = confirmations.ask(SERVICE, new ResumeToken(7, 1));
        register("a.A", 1);
        confirmations.confirm(one, take(one));
        assertThat(ahead.answer()).isNotDone();

        register("a.A", 2);
        confirmations.confirm(one, take(one));
        assertThat(ahead.answer().join().confirmed()).isEqualTo(1);

        confirmations.end(foreign);
        assertThat(foreign.answer().join().confirmed()).isZero();
        assertThat(foreign.answer().join().seen()).hasSize(1);
    }

    @Test
    void whoeverBeginsWithListsOrGoesOnIsWaitedForUntilItHasThem() {
        register("a.A", 1);
        register("a.A", 2);
        Subscription fresh = watch("n1-1", new From.Beginning());
        Subscription behind = watch("n1-2", new From.After(point(1)));
        watch("n1-3", new From.After(point(2)));
        Inquiry inquiry = ask();
        assertThat(inquiry.answer()).isNotDone();
        assertThat(confirmations.list(SERVICE).join().seen())
                .extracting(Confirmed.Seen::revision)
                .containsExactly(0L, 1L, 2L);

        confirmations.confirm(fresh, take(fresh));
        confirmations.confirm(behind, take(behind));

        assertThat(inquiry.answer().join().confirmed()).isEqualTo(3);
    }

    @Test
    void collapsedWatcherConfirmsWithTheListThatHasTheChange() {
        Subscription slow = watch("n1-1", new From.Now());
        for (int port = 1; port <= 9; port++) {
            register("a.A", port);
        }
        Inquiry inquiry = ask();

        assertThat(take(slow)).isEqualTo(9);
        confirmations.confirm(slow, 9);

        assertThat(inquiry.answer().join().confirmed()).isEqualTo(1);
    }

    @Test
    void whatWasConfirmedBeforeAResetCountsNoMore() {
        Subscription one = watch("n1-1", new From.Now());
        Root root = register("a.A", 1);
        confirmations.confirm(one, take(one));
        watches.applied(root, List.of(), true);

        Inquiry inquiry = ask();
        confirmations.confirm(one, 1);
        assertThat(inquiry.answer()).isNotDone();

        confirmations.confirm(one, take(one));
        assertThat(inquiry.answer().join().confirmed()).isEqualTo(1);
    }

    @Test
    void watcherOfTheNamespaceCountsAsWell() {
        watches.open(new Scope.Space("public", null), new From.Now(), new Watcher("n1-1", "h:1", true), () -> {});
        watches.open(new Scope.Space("blue", null), new From.Now(), new Watcher("n1-2", "h:2", true), () -> {});
        register("a.A", 1);

        assertThat(confirmations.list(SERVICE).join().seen()).containsExactly(new Confirmed.Seen("n1-1", "h:1", 0));
    }

    @Test
    void thousandsOfWatchersAreCountedAndAThousandNamed() {
        for (int number = 1; number <= 1_500; number++) {
            watch("n1-" + number, new From.Now());
        }
        register("a.A", 1);

        Confirmed all = confirmations.list(SERVICE).join();

        assertThat(all.watchers()).isEqualTo(1_500);
        assertThat(all.confirmed()).isZero();
        assertThat(all.seen()).hasSize(Confirmed.MAX_SEEN);
    }

    @Test
    void connectionThatPollsConfirmsByItsNextPoll() {
        register("a.A", 1);
        confirmations.pollAsks("h:7", SERVICE, point(1));
        register("a.A", 2);
        confirmations.pollIsAnswered("h:7", SERVICE);
        Inquiry inquiry = ask();
        assertThat(inquiry.answer()).isNotDone();
        assertThat(confirmations.list(SERVICE).join().seen()).containsExactly(new Confirmed.Seen("poll", "h:7", 1));

        confirmations.pollAsks("h:7", SERVICE, point(2));

        assertThat(inquiry.answer().join()).isEqualTo(new Confirmed(2, 1, 1, List.of()));
    }

    @Test
    void connectionThatPollsNoMoreIsNotWaitedFor() {
        confirmations.pollAsks("h:7", SERVICE, point(0));
        confirmations.pollAsks("h:7", ServiceName.of("b.B"), point(0));
        register("a.A", 1);
        Inquiry inquiry = ask();

        confirmations.pollsAreGone("h:7");

        assertThat(inquiry.answer().join().watchers()).isZero();
        assertThat(confirmations.list(ServiceName.of("b.B")).join().watchers()).isZero();
    }
}
