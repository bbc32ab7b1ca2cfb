package io.maregistry.benchmark.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Kills the leader again and again while one client writes, and takes the longest time without an acknowledged write
 * around each kill. The node is started again, and the next kill comes when writes have flowed for a while.
 */
final class Failover {

    private static final Duration LIMIT = Duration.ofSeconds(2);
    private static final Duration CALM = Duration.ofSeconds(2);
    private static final Duration WATCHED = Duration.ofSeconds(6);
    private static final Pattern NAME = Pattern.compile("\"name\":\"n([0-9]+)\"");

    private final List<InetSocketAddress> targets;
    private final String killCommand;
    private final String startCommand;
    private final int kills;

    private Failover(List<InetSocketAddress> targets, String killCommand, String startCommand, int kills) {
        this.targets = targets;
        this.killCommand = killCommand;
        this.startCommand = startCommand;
        this.kills = kills;
    }

    static Failover of(Arguments arguments) {
        return new Failover(
                arguments.targets(), arguments.text("kill"), arguments.text("start"), arguments.number("kills", 20));
    }

    /** A row: the shortest, the median and the longest gap. */
    String run() throws IOException, InterruptedException {
        AckLog acknowledged = new AckLog();
        List<Long> gapMillis = new ArrayList<>();
        Writer writer = new Writer(
                targets, acknowledged, "gap" + ProcessHandle.current().pid());
        writer.start();
        try {
            for (int kill = 0; kill < kills; kill++) {
                gapMillis.add(gapOfOneKill(acknowledged).toMillis());
                System.err.println("load: kill " + (kill + 1) + ": " + gapMillis.get(kill) + " ms");
            }
        } finally {
            writer.stop();
        }
        List<Long> sorted = gapMillis.stream().sorted().toList();
        return "| leader killed, gap in acknowledged writes | " + kills + " kills | min " + sorted.get(0)
                + " ms, median " + sorted.get(sorted.size() / 2) + " ms, max " + sorted.get(sorted.size() - 1)
                + " ms |";
    }

    private Duration gapOfOneKill(AckLog acknowledged) throws IOException, InterruptedException {
        Thread.sleep(CALM.toMillis());
        String leader = leader();
        acknowledged.restart(System.nanoTime());
        Commands.run(killCommand, leader);
        Thread.sleep(WATCHED.toMillis());
        Duration gap = Duration.ofNanos(acknowledged.longestGapNanos(System.nanoTime()));
        Commands.run(startCommand, leader);
        return gap;
    }

    /** The number of the node that leads. */
    private String leader() throws IOException {
        for (InetSocketAddress target : targets) {
            try (PlainConnection connection = PlainConnection.open(target, LIMIT)) {
                byte[] answer = connection.ask(Requests.get("/leader").next(target));
                Matcher name = NAME.matcher(new String(answer, StandardCharsets.UTF_8));
                if (PlainConnection.status(answer) == 200 && name.find()) {
                    return name.group(1);
                }
            } catch (IOException e) {
                System.err.println("load: " + target + " does not say who leads: " + e.getMessage());
            }
        }
        throw new IOException("no node knows a leader");
    }
}
