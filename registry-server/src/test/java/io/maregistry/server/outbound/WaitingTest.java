package io.maregistry.server.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class WaitingTest {

    private final AtomicLong nanos = new AtomicLong();
    private final Waiting waiting = new Waiting(nanos::get);

    @Test
    void timeInAQueueCountsFromTheTaskToItsThread() {
        Queue<Runnable> queue = new ArrayDeque<>();
        waiting.countedOn(queue::add).execute(() -> nanos.addAndGet(100)); // its own work
        nanos.addAndGet(7);
        assertThat(waiting.nanos()).isEqualTo(7);
        assertThat(waiting.goesOn()).isTrue();

        queue.remove().run();
        assertThat(waiting.nanos()).isEqualTo(7);
        assertThat(waiting.goesOn()).isFalse();
    }

    @Test
    void timeInTwoQueuesAtOnceCountsOnce() {
        waiting.begins();
        nanos.addAndGet(3);
        waiting.begins();
        nanos.addAndGet(4);
        waiting.ends();
        waiting.ends();
        nanos.addAndGet(5);

        assertThat(waiting.nanos()).isEqualTo(7);
    }

    @Test
    void taskThatIsRefusedWaitsNoLonger() {
        Executor full = task -> {
            throw new RejectedExecutionException("full");
        };
        assertThatThrownBy(() -> waiting.countedOn(full).execute(() -> {}))
                .isInstanceOf(RejectedExecutionException.class);
        nanos.addAndGet(5);

        assertThat(waiting.nanos()).isZero();
    }
}
