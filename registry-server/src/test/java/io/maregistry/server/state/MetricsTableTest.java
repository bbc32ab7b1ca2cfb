package io.maregistry.server.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.model.Metrics;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MetricsTableTest {

    private static final Metrics ONE = Metrics.of(Map.of("cpu", "1"));
    private static final Metrics TWO = Metrics.of(Map.of("cpu", "2"));

    private final MetricsTable table = new MetricsTable();

    @Test
    void slotThatWasNeverSetHasNone() {
        assertThat(table.get(0)).isEqualTo(Metrics.NONE);
        assertThat(table.get(10_000_000)).isEqualTo(Metrics.NONE);
    }

    @Test
    void viewStaysAsItWas() {
        table.set(7, ONE);
        MetricsTable.View view = table.view();
        table.set(7, TWO);
        table.set(8, TWO);

        assertThat(view.metrics(7)).isEqualTo(ONE);
        assertThat(view.metrics(8)).isEqualTo(Metrics.NONE);
        assertThat(table.get(7)).isEqualTo(TWO);
    }

    @Test
    void holdsWhatAMapHolds() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        Map<Integer, Metrics> expected = new HashMap<>();
        MetricsTable.View view = table.view();
        Map<Integer, Metrics> viewed = Map.of();
        for (int step = 0; step < 5_000; step++) {
            int slot = random.nextInt(random.nextBoolean() ? 100 : 40_000);
            Metrics metrics = random.nextInt(3) == 0 ? Metrics.NONE : Metrics.of(Map.of("n", "" + step));
            table.set(slot, metrics);
            expected.put(slot, metrics);
            if (random.nextInt(50) == 0) {
                view = table.view();
                viewed = new HashMap<>(expected);
            }
        }
        for (Map.Entry<Integer, Metrics> each : expected.entrySet()) {
            assertThat(table.get(each.getKey())).as("seed %d", seed).isEqualTo(each.getValue());
        }
        for (Map.Entry<Integer, Metrics> each : viewed.entrySet()) {
            assertThat(view.metrics(each.getKey())).as("seed %d", seed).isEqualTo(each.getValue());
        }
    }
}
