package io.maregistry.benchmark.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Writes every millisecond, one write after another, to one node; to the next one when there is no answer with 200 within
 * 250 ms. A write that failed is tried again at the next node. On a thread of its own.
 */
final class Writer {

    private static final Duration LIMIT = Duration.ofMillis(250);
    private static final long PAUSE_NANOS = 1_000_000;
    private static final int SERVICES = 100;

    private final List<InetSocketAddress> targets;
    private final AckLog acknowledged;
    private final String prefix;
    private final Thread thread = new Thread(this::write, "writer");
    private volatile boolean running = true;
    private @Nullable PlainConnection connection;
    private int target;

    Writer(List<InetSocketAddress> targets, AckLog acknowledged, String prefix) {
        this.targets = List.copyOf(targets);
        this.acknowledged = acknowledged;
        this.prefix = prefix;
    }

    void start() {
        thread.start();
    }

    void stop() throws InterruptedException {
        running = false;
        thread.join();
    }

    private void write() {
        long number = 0;
        while (running) {
            if (writes(number)) {
                acknowledged.acknowledged(System.nanoTime());
                number++;
                LockSupport.parkNanos(PAUSE_NANOS);
            } else {
                giveUpNode();
            }
        }
        giveUpNode();
    }

    private boolean writes(long number) {
        InetSocketAddress node = targets.get(target);
        try {
            PlainConnection open = connection;
            if (open == null) {
                open = PlainConnection.open(node, LIMIT);
                connection = open;
            }
            byte[] answer =
                    open.ask(Requests.persistentRegistration(node, prefix + ".Service" + number % SERVICES, number));
            return PlainConnection.status(answer) == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private void giveUpNode() {
        target = (target + 1) % targets.size();
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (IOException e) {
            System.err.println("load: a connection did not close: " + e.getMessage());
        }
        connection = null;
        if (running) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
