package io.maregistry.client.internal.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ListenerThreadTest {

    @Test
    void callsComeOneAfterTheOtherOnOneNamedDaemon() {
        try (ListenerThread thread = new ListenerThread()) {
            ConcurrentLinkedQueue<Integer> order = new ConcurrentLinkedQueue<>();
            List<CompletableFuture<Thread>> calls = IntStream.range(0, 100)
                    .mapToObj(n -> CompletableFuture.supplyAsync(
                            () -> {
                                order.add(n);
                                return Thread.currentThread();
                            },
                            thread))
                    .toList();

            assertThat(calls.stream().map(CompletableFuture::join).distinct())
                    .singleElement()
                    .matches(Thread::isDaemon)
                    .extracting(Thread::getName)
                    .isEqualTo("maregistry-client-listeners");
            assertThat(order)
                    .containsExactlyElementsOf(IntStream.range(0, 100).boxed().toList());
        }
    }

    @Test
    void nothingIsCalledAfterTheClose() {
        ListenerThread thread = new ListenerThread();
        thread.close();
        thread.close();

        assertThatThrownBy(() -> thread.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void whatWasPutInBeforeTheCloseIsCalled() {
        ListenerThread thread = new ListenerThread();
        CountDownLatch go = new CountDownLatch(1);
        var first = CompletableFuture.runAsync(() -> assertThatCode(go::await).doesNotThrowAnyException(), thread);
        var second = CompletableFuture.supplyAsync(() -> "called", thread);
        go.countDown();

        thread.close();

        assertThat(first).isCompleted();
        assertThat(second).isCompletedWithValue("called");
    }

    @Test
    void listenerMayClose() {
        ListenerThread thread = new ListenerThread();

        var closing = CompletableFuture.runAsync(thread::close, thread);

        assertThat(closing).succeedsWithin(Duration.ofSeconds(30));
    }
}
