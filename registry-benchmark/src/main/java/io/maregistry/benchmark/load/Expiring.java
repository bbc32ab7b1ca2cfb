package io.maregistry.benchmark.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Thousands of instances fall silent at the same moment while one client writes: for how long its writes stand still, and how
 * soon all of them are gone. They are spread over services that are too small to be protected.
 */
final class Expiring {

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int BATCH = 1_000;
    private static final int OF_ONE_SERVICE = 8;
    private static final String PREFIX = "expire.S";
    private static final long LOOK_MILLIS = 20;
    private static final Duration CALM = Duration.ofSeconds(5);
    private static final Duration BEFORE = Duration.ofSeconds(2); // the writes are watched from so long before the end

    private final List<InetSocketAddress> targets;
    private final Herd herd;
    private final Duration ttl;
    private final int times;

    private Expiring(Arguments arguments) {
        targets = arguments.targets();
        int instances = arguments.number("instances", 10_000);
        herd = new Herd(PREFIX, instances, Math.max(1, instances / OF_ONE_SERVICE));
        ttl = arguments.seconds("ttl", 20);
        times = arguments.number("times", 3);
    }

    /** A row: the longest gaps of that many times, beside the longest while nothing expires. */
    static String run(Arguments arguments) throws IOException, InterruptedException {
        return new Expiring(arguments).run();
    }

    private String run() throws IOException, InterruptedException {
        AckLog acknowledged = new AckLog();
        Writer writer = new Writer(
                targets, acknowledged, "beside" + ProcessHandle.current().pid());
        List<String> gaps = new ArrayList<>();
        List<String> gone = new ArrayList<>();
        List<String> calm = new ArrayList<>();
        writer.start();
        try (PlainConnection connection = PlainConnection.open(targets.get(0), LIMIT)) {
            for (int time = 0; time < times; time++) {
                calm.add(calm(connection, acknowledged));
                long end = fallSilent(connection) + ttl.toNanos();
                sleepUntil(end - BEFORE.toNanos());
                acknowledged.restart(System.nanoTime());
                long goneNanos = awaitNone(connection) - end;
                gaps.add(millis(acknowledged.longestGapNanos(System.nanoTime())));
                gone.add(millis(goneNanos));
            }
        } finally {
            writer.stop();
        }
        return String.format(
                Locale.ROOT,
                "| %,d instances expire at once, %d times | longest gap in acknowledged writes %s ms "
                        + "(%s ms in %d s without) | all gone %s ms after their ttl |",
                herd.size(),
                times,
                String.join(", ", gaps),
                String.join(", ", calm),
                CALM.toSeconds(),
                String.join(", ", gone));
    }

    /** The longest gap while the same is asked, and nothing expires. */
    private String calm(PlainConnection connection, AckLog acknowledged) throws IOException, InterruptedException {
        acknowledged.restart(System.nanoTime());
        long end = System.nanoTime() + CALM.toNanos();
        while (System.nanoTime() < end) {
            isAnyListed(connection);
            Thread.sleep(LOOK_MILLIS);
        }
        return millis(acknowledged.longestGapNanos(System.nanoTime()));
    }

    /** Registers them, and renews them once more, so that all are silent since the same tick or two; gives when. */
    private long fallSilent(PlainConnection connection) throws IOException {
        for (int from = 0; from < herd.size(); from += BATCH) {
            done(connection, "/v1/instances", herd.registrations(from, Math.min(herd.size(), from + BATCH)));
        }
        for (int from = 0; from < herd.size(); from += 4 * BATCH) {
            done(connection, "/v1/renewals", herd.renewals(from, Math.min(herd.size(), from + 4 * BATCH)));
        }
        return System.nanoTime();
    }

    private void done(PlainConnection connection, String path, String body) throws IOException {
        byte[] answer = connection.ask(Requests.post(targets.get(0), path, body));
        if (PlainConnection.status(answer) != 200) {
            throw new IOException("not done: " + new String(answer, StandardCharsets.UTF_8));
        }
    }

    private long awaitNone(PlainConnection connection) throws IOException, InterruptedException {
        long end = System.nanoTime() + ttl.toNanos() + LIMIT.toNanos();
        while (isAnyListed(connection)) {
            if (System.nanoTime() > end) {
                throw new IOException("some are still listed long after their ttl");
            }
            Thread.sleep(LOOK_MILLIS);
        }
        return System.nanoTime();
    }

    private boolean isAnyListed(PlainConnection connection) throws IOException {
        byte[] answer = connection.ask(
                Requests.get("/v1/services?limit=1&prefix=" + PREFIX).next(targets.get(0)));
        return new String(answer, StandardCharsets.UTF_8).contains('"' + PREFIX);
    }

    private static void sleepUntil(long nanos) throws InterruptedException {
        Thread.sleep(Math.max(0, (nanos - System.nanoTime()) / 1_000_000));
    }

    private static String millis(long nanos) {
        return String.format(Locale.ROOT, "%.0f", nanos / 1e6);
    }
}
