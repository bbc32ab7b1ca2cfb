package io.maregistry.server.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

@NullMarked
class WaitersTest {

    private static final long PATIENCE_MILLIS = 60_000;

    private final List<Long> looked = new ArrayList<>();
    private final Waiters<Long> waiters = new Waiters<>(3, Runnable::run);

    @Test
    void valueServesThoseWhoseMarkItHasReachedAndLooksAtNobodyElse() {
        CompletableFuture<Long> high = await(30);
        CompletableFuture<Long> low = await(10);
        CompletableFuture<Long> middle = await(20);

        waiters.offer(20L, 20);

        assertThat(low).isCompletedWithValue(20L);
        assertThat(middle).isCompletedWithValue(20L);
        assertThat(high).isNotDone();
        assertThat(looked).isEmpty();
        assertThat(waiters.isEmpty()).isFalse();
    }

    @Test
    void valueThatIsOfferedToAllServesWhoeverWantsIt() {
        CompletableFuture<Long> waiter = await(30);

        waiters.offer(10L);
        assertThat(waiter).isNotDone();
        waiters.offer(40L);

        assertThat(waiter).isCompletedWithValue(40L);
        assertThat(waiters.isEmpty()).isTrue();
    }

    @Test
    void noMoreWaitThanAreAllowed() {
        List<CompletableFuture<Long>> three = List.of(await(1), await(2), await(3));

        assertThat(failureOf(await(4))).isInstanceOf(RegistryException.Overloaded.class);
        assertThat(three).noneMatch(CompletableFuture::isDone);
    }

    @Test
    void whoGaveUpMakesRoomWithTheNextSweep() {
        List<CompletableFuture<Long>> three = List.of(await(1), await(2), await(3));
        three.get(1).cancel(false);

        waiters.sweep(System.nanoTime());

        assertThat(await(4)).isNotDone();
        assertThat(three.get(0)).isNotDone();
        assertThat(three.get(2)).isNotDone();
    }

    @Test
    void whoWaitsTooLongIsFailed() {
        CompletableFuture<Long> waiter = await(1);

        waiters.sweep(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS + 1));

        assertThat(failureOf(waiter)).isInstanceOf(RegistryException.Unavailable.class);
        assertThat(waiters.isEmpty()).isTrue();
    }

    private CompletableFuture<Long> await(long mark) {
        return waiters.await(
                mark,
                value -> {
                    looked.add(value);
                    return value >= mark;
                },
                PATIENCE_MILLIS,
                () -> new RegistryException.Unavailable(ErrorCode.NOT_READY, "late"));
    }

    private static Throwable failureOf(CompletableFuture<Long> future) {
        assertThat(future).isCompletedExceptionally();
        return Objects.requireNonNull(catchThrowable(future::join).getCause());
    }
}
