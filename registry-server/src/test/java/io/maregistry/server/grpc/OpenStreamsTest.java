package io.maregistry.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The rounds over the open streams. */
class OpenStreamsTest {

    private final StreamsUnderTest streams = new StreamsUnderTest();

    @AfterEach
    void stop() {
        streams.streams.drain();
        streams.close();
    }

    @Test
    void faultOfOneStreamEndsNeitherTheOthersNorTheRounds() throws Exception {
        Faulty faulty = new Faulty();
        Patient patient = new Patient();
        streams.on(() -> {
            streams.streams.add(streams.loops.current(), faulty);
            streams.streams.add(streams.loops.current(), patient);
            return null;
        });

        streams.streams.start(TimeUnit.MILLISECONDS.toNanos(1), () -> 0);

        assertThat(patient.rounds.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(faulty.failures).hasValue(1);
    }

    /** Waits for some rounds. */
    private static final class Patient implements OpenStreams.Stream {
        final CountDownLatch rounds = new CountDownLatch(3);

        @Override
        public void check(long nowNanos) {
            rounds.countDown();
        }

        @Override
        public void drain() {
            // nothing is open
        }

        @Override
        public void fail(Throwable why) {
            throw new AssertionError("it has no fault", why);
        }
    }

    /** Can neither be looked after nor be ended. */
    private static final class Faulty implements OpenStreams.Stream {
        final AtomicInteger failures = new AtomicInteger();

        @Override
        public void check(long nowNanos) {
            throw new IllegalStateException("cannot be looked after");
        }

        @Override
        public void drain() {
            throw new IllegalStateException("cannot be drained");
        }

        @Override
        public void fail(Throwable why) {
            failures.incrementAndGet();
            throw new IllegalStateException("cannot be ended");
        }
    }
}
