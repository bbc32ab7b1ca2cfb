package io.maregistry.server.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.model.ServiceName;
import io.maregistry.server.state.RegistryState;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WatchesTest {

    private static final int RING = 4;
    private static final int BATCHES = 100;

    private final Line line = new Line();
    private final Deque<Runnable> inbox = new ArrayDeque<>();
    private final Watches watches =
            new Watches(new WatchLimits(RING, 1 << 20, 100, 1 << 20, 10), new RegistryState().root(), inbox::add);

    @Test
    void threadThatIsFarBehindHasOneTaskForAllItLetsGo() {
        Subscription subscription =
                watches.open(Scope.Named.of(Set.of(ServiceName.of("a.A")), Set.of()), new From.Now(), () -> {});
        for (int batch = 1; batch <= BATCHES; batch++) {
            apply(batch);
        }
        assertThat(inbox).hasSizeLessThanOrEqualTo(1 + RING + 1 + 1); // the opening, the changes, the new beginning

        runAll();
        apply(BATCHES + 1);
        runAll();

        List<WatchEvent> told = new ArrayList<>();
        for (WatchEvent event = subscription.poll(); event != null; event = subscription.poll()) {
            told.add(event);
        }
        assertThat(told).hasSize(3);
        assertThat(told.get(0)).isEqualTo(new WatchEvent.Reset(0, BATCHES, WatchEvent.Cause.COMPACTED));
        assertThat(((WatchEvent.State) told.get(1)).root().scalars().revision()).isEqualTo(BATCHES);
        assertThat(((WatchEvent.Changed) told.get(2)).change().change().revision())
                .isEqualTo(BATCHES + 1);
    }

    @Test
    void batchThatANewBeginningHasOvertakenIsNotToldAgain() {
        Subscription subscription =
                watches.open(Scope.Named.of(Set.of(ServiceName.of("a.A")), Set.of()), new From.Now(), () -> {});
        for (int batch = 1; batch <= RING + 2; batch++) { // the last one begins anew
            apply(batch);
        }
        for (int task = 0; task < 3; task++) { // the opening and two batches
            inbox.remove().run();
        }
        apply(RING + 3); // these two wait behind the new beginning,
        apply(RING + 4);
        apply(RING + 5); // and this one makes it newer than they are
        runAll();

        apply(RING + 6);
        runAll();

        assertThat(subscription.poll()).isEqualTo(new WatchEvent.Reset(0, RING + 5, WatchEvent.Cause.COMPACTED));
        assertThat(subscription.poll())
                .isInstanceOfSatisfying(
                        WatchEvent.State.class,
                        state -> assertThat(state.root().scalars().revision()).isEqualTo(RING + 5));
        assertThat(subscription.poll())
                .isInstanceOfSatisfying(
                        WatchEvent.Changed.class,
                        event -> assertThat(event.change().change().revision()).isEqualTo(RING + 6));
        assertThat(subscription.poll()).isNull();
    }

    private void apply(int number) {
        Line.Batch batch = line.apply(Line.register("a.A", number));
        watches.applied(batch.root(), batch.applied().changes(), batch.applied().restored());
    }

    private void runAll() {
        while (!inbox.isEmpty()) {
            inbox.remove().run();
        }
    }
}
