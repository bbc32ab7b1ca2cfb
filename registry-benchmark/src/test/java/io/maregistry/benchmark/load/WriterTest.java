package io.maregistry.benchmark.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class WriterTest {

    private static final byte[] OK = ClosedLoopTest.answer("200 OK", "null");

    @Test
    void goesOnAtTheNextNodeWhenItsOwnIsGone() throws InterruptedException {
        AckLog acknowledged = new AckLog();
        try (BareServer other = BareServer.start(OK, 0)) {
            BareServer own = BareServer.start(OK, 0);
            List<InetSocketAddress> targets = List.of(own.address(), other.address());
            Writer writer = new Writer(targets, acknowledged, "bench");
            writer.start();
            await(() -> acknowledged.count() > 5);

            own.close();
            long before = acknowledged.count();

            await(() -> acknowledged.count() > before + 5);
            writer.stop();
        }
        assertThat(acknowledged.count()).isGreaterThan(10);
    }

    private static void await(BooleanSupplier condition) {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(until);
            LockSupport.parkNanos(1_000_000);
        }
    }
}
