package io.maregistry.benchmark.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Takes the leader away again and again while one client writes, and takes the longest time without an acknowledged write
 * around each time. Then the node comes back, and the next time comes when writes have flowed for a while. Beside it a
 * program that uses the Java client may write, which shows how much longer it waits than the cluster needs.
 */
final class Gaps {

    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final Duration CALM = Duration.ofSeconds(2);
    private static final Duration WATCHED = Duration.ofSeconds(5);

    private final List<InetSocketAddress> targets;
    private final ClusterScript cluster;
    private final Loss loss;
    private final int times;
    private final List<String> endpoints; // of gRPC; none: nobody uses the Java client

    private Gaps(List<InetSocketAddress> targets, ClusterScript cluster, Loss loss, int times, List<String> endpoints) {
        this.targets = targets;
        this.cluster = cluster;
        this.loss = loss;
        this.times = times;
        this.endpoints = endpoints;
    }

    /** The longest times without an acknowledged write around one loss, ms: that of a plain writer, and of the client. */
    private record Gap(long plain, long sdk) {}

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
                arguments.number("times", 20),
                arguments.text("grpc", "").isEmpty() ? List.of() : arguments.words("grpc", ""));
    }

    /** Rows: the shortest, the median and the longest gap, of a plain writer and of the client. */
    String run() throws IOException, InterruptedException {
        AckLog plain = new AckLog();
        AckLog sdk = new AckLog();
        String prefix = "gap" + ProcessHandle.current().pid();
        Writer writer = new Writer(targets, plain, prefix);
        SdkWriter client = endpoints.isEmpty() ? null : new SdkWriter(endpoints, sdk, prefix + ".sdk");
        List<Gap> gaps = new ArrayList<>();
        writer.start();
        if (client != null) {
            client.start();
        }
        try {
            for (int time = 1; time <= times; time++) {
                Gap gap = oneGap(plain, sdk);
                gaps.add(gap);
                System.err.println("load: " + what() + ", time " + time + ": " + gap.plain() + " ms"
                        + (client == null ? "" : ", of the client " + gap.sdk() + " ms"));
            }
        } finally {
            writer.stop();
            if (client != null) {
                client.stop();
            }
        }
        String row = row(", gap in acknowledged writes", gaps.stream().map(Gap::plain));
        return client == null
                ? row
                : row + "\n"
                        + row(", gap that the Java client sees", gaps.stream().map(Gap::sdk)) + "\n"
                        + row(
                                ", the client's beyond the other (" + client.failures() + " calls failed)",
                                gaps.stream().map(gap -> gap.sdk() - gap.plain()));
    }

    private String row(String of, Stream<Long> millis) {
        List<Long> sorted = millis.sorted().toList();
        return "| " + what() + of + " | " + times + " times | min " + sorted.get(0) + " ms, median "
                + sorted.get(sorted.size() / 2) + " ms, max " + sorted.get(sorted.size() - 1) + " ms |";
    }

    private String what() {
        return "leader " + loss.name().toLowerCase(Locale.ROOT);
    }

    private Gap oneGap(AckLog plain, AckLog sdk) throws IOException, InterruptedException {
        Thread.sleep(CALM.toMillis());
        String leader = cluster.leader();
        long from = System.nanoTime();
        plain.restart(from);
        sdk.restart(from);
        takeAway(leader);
        Thread.sleep(WATCHED.toMillis());
        long now = System.nanoTime();
        Gap gap = new Gap(
                Duration.ofNanos(plain.longestGapNanos(now)).toMillis(),
                Duration.ofNanos(sdk.longestGapNanos(now)).toMillis());
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
