package io.maregistry.benchmark.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.HdrHistogram.Histogram;

/**
 * How a follower in hash mode comes to hold what its leader holds: a large document first, then lone registrations, then
 * nothing at all. One client reads the follower meanwhile, {@value #READS_PER_SECOND} times a second.
 */
final class Copying {

    static final String HEAD = "| what | value |\n|---|---|";

    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final int SERVICES = 1_000;
    private static final int IDLE_SECONDS = 10;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final int READS_PER_SECOND = 1_000; // flat out it would take the machine from those it looks at

    private final InetSocketAddress leader;
    private final InetSocketAddress follower;
    private final int instances;
    private final int times;
    private final Histogram reads = new Histogram(3);

    private Copying(Arguments arguments) {
        leader = arguments.targets().get(0);
        follower = arguments.targets().get(1);
        instances = arguments.number("instances", 100_000);
        times = arguments.number("times", 10);
    }

    /** Prints the rows. The leader is the first target, and holds nothing yet. */
    static void run(Arguments arguments) throws IOException, InterruptedException {
        new Copying(arguments).run();
    }

    private void run() throws IOException, InterruptedException {
        AtomicBoolean isOver = new AtomicBoolean();
        Thread reader = new Thread(() -> read(isOver), "reader");
        reader.start();
        System.out.println(HEAD);
        try (PlainConnection toLeader = PlainConnection.open(leader, LIMIT);
                PlainConnection toFollower = PlainConnection.open(follower, LIMIT)) {
            ask(toLeader, Requests.put(leader, "/v1/snapshot", document()));
            double first = equalAfterMillis(toLeader, toFollower);
            row("%,d instances restored at the leader; the follower is equal after", instances, "%,.0f ms", first);
            row("of it: the last fetch, its state and the swap", 0, "%,.0f ms", lastPullMillis(toFollower));
            Histogram changes = new Histogram(3);
            for (int at = 0; at < times; at++) {
                ask(toLeader, Requests.post(leader, "/reg?service=bench.Copied", instance(20_000 + at)));
                changes.recordValue(Math.round(equalAfterMillis(toLeader, toFollower)));
            }
            row("one registration more: equal after, median", 0, "%,.0f ms", (double) changes.getValueAtPercentile(50));
            row("the same, worst of %d", times, "%,.0f ms", (double) changes.getMaxValue());
            double before = pulls(toFollower);
            Thread.sleep(IDLE_SECONDS * 1_000L);
            row("documents fetched in %d s without a change", IDLE_SECONDS, "%.0f", pulls(toFollower) - before);
        } finally {
            isOver.set(true);
            reader.join();
        }
        row("reads of the follower meanwhile, p99", 0, "%.2f ms", reads.getValueAtPercentile(99) / 1e6);
        row("the same, longest", 0, "%.1f ms", reads.getMaxValue() / 1e6);
    }

    private static void row(String what, int number, String format, double value) {
        System.out.println("| " + (what.contains("%") ? String.format(Locale.ROOT, what, number) : what) + " | "
                + String.format(Locale.ROOT, format, value) + " |");
    }

    private void read(AtomicBoolean isOver) {
        try (PlainConnection connection = PlainConnection.open(follower, LIMIT)) {
            for (long due = System.nanoTime(); !isOver.get(); due += NANOS_PER_SECOND / READS_PER_SECOND) {
                LockSupport.parkNanos(due - System.nanoTime());
                long begin = Math.min(due, System.nanoTime()); // from when it was due: a stall counts as long as it is
                ask(connection, Requests.get("/findAll?service=bench.Copied0").next(follower));
                reads.recordValue(System.nanoTime() - begin);
            }
        } catch (IOException failed) {
            System.err.println("load: the follower was not read: " + failed.getMessage());
        }
    }

    private String document() {
        StringBuilder registry = new StringBuilder("{\"REGISTRY\":{");
        StringBuilder versions = new StringBuilder();
        int each = Math.max(1, instances / SERVICES);
        for (int service = 0; service < SERVICES; service++) {
            registry.append(service == 0 ? "" : ",")
                    .append("\"bench.Copied")
                    .append(service)
                    .append("\":[");
            for (int at = 0; at < each; at++) {
                registry.append(at == 0 ? "" : ",").append(instance(10_000 + at));
            }
            registry.append(']');
            versions.append(service == 0 ? "" : ",")
                    .append("\"bench.Copied")
                    .append(service)
                    .append("\":1");
        }
        return registry.append("},\"VERSIONS\":{")
                .append(versions)
                .append("},\"TIMESTAMPS\":{},\"version\":1}")
                .toString();
    }

    private static String instance(int port) {
        return "{\"scheme\":\"http\",\"host\":\"10.0.0.1\",\"port\":" + port
                + ",\"context\":\"bench\",\"ephemeral\":false,\"parameters\":{\"env\":\"dev\"}}";
    }

    private double equalAfterMillis(PlainConnection toLeader, PlainConnection toFollower)
            throws IOException, InterruptedException {
        long begin = System.nanoTime();
        String wanted = place(toLeader, leader);
        while (!place(toFollower, follower).equals(wanted)) {
            if (System.nanoTime() - begin > LIMIT.toNanos()) {
                throw new IOException("the follower is not equal after " + LIMIT.toSeconds() + " s");
            }
            Thread.sleep(5);
        }
        return (System.nanoTime() - begin) / 1e6;
    }

    private static String place(PlainConnection connection, InetSocketAddress node) throws IOException {
        String info = ask(connection, Requests.get("/info").next(node));
        Matcher hash = Pattern.compile("\"stateHash\":\"([0-9a-f]+)\"").matcher(info);
        if (!hash.find()) {
            throw new IOException("no state hash in " + info);
        }
        return hash.group(1);
    }

    private double lastPullMillis(PlainConnection connection) throws IOException {
        return 1_000 * metric(connection, "maregistry_hash_pull_time_seconds_max");
    }

    private double pulls(PlainConnection connection) throws IOException {
        return metric(connection, "maregistry_hash_pull_time_seconds_count");
    }

    private double metric(PlainConnection connection, String name) throws IOException {
        String metrics = ask(connection, Requests.get("/metrics").next(follower));
        Matcher line = Pattern.compile("(?m)^" + name + " (\\S+)$").matcher(metrics);
        if (!line.find()) {
            throw new IOException("the node shows no " + name + ": is it in hash mode?");
        }
        return Double.parseDouble(line.group(1));
    }

    private static String ask(PlainConnection connection, byte[] request) throws IOException {
        byte[] answer = connection.ask(request);
        String text = new String(answer, StandardCharsets.UTF_8);
        if (PlainConnection.status(answer) / 100 != 2) {
            throw new IOException("refused: " + text);
        }
        return text;
    }
}
