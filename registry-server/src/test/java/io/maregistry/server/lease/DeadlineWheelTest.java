package io.maregistry.server.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DeadlineWheelTest {

    private static final long SLOT = 10;

    private final DeadlineWheel<String> wheel = new DeadlineWheel<>(SLOT, 8, 0);
    private final List<String> due = new ArrayList<>();

    @Test
    void itemComesOutInTheSlotOfItsDeadlineAndNotBefore() {
        wheel.add("a", 25);

        wheel.advance(29, due::add);
        assertThat(due).isEmpty();
        wheel.advance(30, due::add);

        assertThat(due).containsExactly("a");
        assertThat(wheel.size()).isZero();
    }

    @Test
    void overdueItemComesOutAtTheNextAdvance() {
        wheel.advance(50, due::add);
        wheel.add("late", 3);

        wheel.advance(60, due::add);

        assertThat(due).containsExactly("late");
    }

    @Test
    void itemBeyondTheReachComesOutAtItsEnd() {
        wheel.add("far", 10_000);

        wheel.advance(69, due::add);
        assertThat(due).isEmpty();
        wheel.advance(70, due::add);

        assertThat(due).containsExactly("far");
    }

    @Test
    void longStandstillGivesEverythingOnce() {
        wheel.add("a", 10);
        wheel.add("b", 70);

        wheel.advance(1_000_000, due::add);
        wheel.add("c", 1_000_010);
        wheel.advance(1_000_020, due::add);

        assertThat(due).containsExactlyInAnyOrder("a", "b", "c");
    }

    @Test
    void itemThatIsAddedAgainWhileItIsGivenWaitsForItsNewTime() {
        wheel.add("a", 20);
        wheel.advance(20, item -> wheel.add(item, 40));

        wheel.advance(39, due::add);
        assertThat(due).isEmpty();
        wheel.advance(40, due::add);
        assertThat(due).containsExactly("a");
    }

    @Test
    void everyItemOfManyComesOutOnceWithinASlot() {
        Random random = new Random(3);
        Map<String, Long> deadlines = new HashMap<>();
        for (int at = 0; at < 1_000; at++) {
            deadlines.put("i" + at, (long) random.nextInt(2_000));
        }
        deadlines.forEach(wheel::add);

        for (long now = 0; now <= 2_100; now += 7) {
            long time = now;
            wheel.advance(time, item -> {
                long deadline = deadlines.getOrDefault(item, -1L);
                if (deadline > time) {
                    wheel.add(item, deadline);
                } else {
                    assertThat(time - deadline).isBetween(0L, SLOT + 7);
                    deadlines.remove(item);
                }
            });
        }

        assertThat(deadlines).isEmpty();
        assertThat(wheel.size()).isZero();
    }
}
