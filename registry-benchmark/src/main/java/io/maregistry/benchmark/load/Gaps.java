package io.maregistry.benchmark.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Takes the leader away again and again while one client writes, and takes the longest time without an acknowledged write
 * around each time. Then the node comes back, and the next time comes when writes have flowed for a while.
 */
final class Gaps {

    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final Duration CALM = Duration.ofSeconds(2);
    private static final Duration WATCHED = Duration.ofSeconds(5);

    private final List<InetSocketAddress> targets;
    private final ClusterScript cluster;
    private final Loss loss;
    private final int times;

    private Gaps(List<InetSocketAddress> targets, ClusterScript cluster, Loss loss, int times) {
        this.targets = targets;
        this.cluster = cluster;
        this.loss = loss;
        this.times = times;
    }

    /** How the leader is taken away. */
    enum Loss {
        /** kill -9, and a start. */
        KILLED("kill", "start"),
        /** SIGSTOP, and SIGCONT. */
        PAUSED("pause", "resume"),
        /** A planned change: another node is told to lead. */
        MOVED("", "");

        private final String away;
        private final String back;

        Loss(String away, String back) {
            this.away = away;
            this.back = back;
        }

        static Loss named(String name) {
            return valueOf(name.toUpperCase(Locale.ROOT));
        }
    }

    static Gaps of(Arguments arguments) {
        return new Gaps(
                arguments.targets(),
                ClusterScript.of(arguments),
                Loss.named(arguments.text("leader")),
                arguments.number("times", 20));
    }

    /** A row: the shortest, the median and the longest gap. */
    String run() throws IOException, InterruptedException {
        AckLog acknowledged = new AckLog();
        List<Long> millis = new ArrayList<>();
        Writer writer = new Writer(
                targets, acknowledged, "gap" + ProcessHandle.current().pid());
        writer.start();
        try {
            for (int time = 1; time <= times; time++) {
                long gap = oneGap(acknowledged).toMillis();
                millis.add(gap);
                System.err.println("load: " + what() + ", time " + time + ": " + gap + " ms");
            }
        } finally {
            writer.stop();
        }
        List<Long> sorted = millis.stream().sorted().toList();
        return "| " + what() + ", gap in acknowledged writes | " + times + " times | min " + sorted.get(0)
                + " ms, median " + sorted.get(sorted.size() / 2) + " ms, max " + sorted.get(sorted.size() - 1)
                + " ms |";
    }

    private String what() {
        return "leader " + loss.name().toLowerCase(Locale.ROOT);
    }

    private Duration oneGap(AckLog acknowledged) throws IOException, InterruptedException {
        Thread.sleep(CALM.toMillis());
        String leader = cluster.leader();
        acknowledged.restart(System.nanoTime());
        takeAway(leader);
        Thread.sleep(WATCHED.toMillis());
        Duration gap = Duration.ofNanos(acknowledged.longestGapNanos(System.nanoTime()));
        if (loss != Loss.MOVED) {
            cluster.run(loss.back, leader);
        }
        return gap;
    }

    private void takeAway(String leader) throws IOException, InterruptedException {
        if (loss != Loss.MOVED) {
            cluster.run(loss.away, leader);
            return;
        }
        InetSocketAddress next = targets.get(Integer.parseInt(leader) % targets.size());
        try (PlainConnection connection = PlainConnection.open(next, LIMIT)) {
            byte[] answer = connection.ask(Requests.post(next, "/sl", ""));
            if (PlainConnection.status(answer) != 200) {
                throw new IOException("not moved: " + new String(answer, StandardCharsets.UTF_8));
            }
        }
    }
}
