package io.maregistry.benchmark.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Changes at a steady rate on a node that exports to Redis: whether the export keeps up, what it holds in memory, and that it
 * shows its lag while Redis is paused. The same instances change again and again, so the registry itself does not grow.
 */
final class Exported {

    static final String HEAD =
            "| second | changes/s | lag, revisions | lag, s | resident set of the server, MB | |\n|---|---|---|---|---|---|";

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int BATCHES_A_SECOND = 50;
    private static final int INSTANCES = 5_000;
    private static final int SERVICES = 500;

    private final InetSocketAddress target;
    private final int batch;
    private final int seconds;
    private final int pauseSeconds;
    private final String redis;
    private final List<Long> pids;
    private int changes;

    private Exported(Arguments arguments) {
        target = arguments.targets().get(0);
        batch = Math.max(1, arguments.number("rate", 1_000) / BATCHES_A_SECOND);
        seconds = arguments.number("seconds", 60);
        pauseSeconds = arguments.number("pause", 0);
        redis = arguments.text("redis", "");
        pids = arguments.pids();
    }

    /** Prints a row each second; Redis is paused after a third of the time, where that is asked for. */
    static void run(Arguments arguments) throws IOException, InterruptedException {
        new Exported(arguments).run();
    }

    private void run() throws IOException, InterruptedException {
        System.out.println(HEAD);
        try (PlainConnection connection = PlainConnection.open(target, LIMIT)) {
            for (int second = 1; second <= seconds; second++) {
                boolean isPausing = pauseSeconds > 0 && second == seconds / 3;
                if (isPausing) {
                    pause();
                }
                long begin = System.nanoTime();
                int before = changes;
                for (int part = 1; part <= BATCHES_A_SECOND; part++) {
                    change(connection);
                    sleepUntil(begin + part * 1_000_000_000L / BATCHES_A_SECOND);
                }
                double took = (System.nanoTime() - begin) / 1e9;
                System.out.println(row(connection, second, (changes - before) / took, isPausing));
            }
        }
    }

    private String row(PlainConnection connection, int second, double perSecond, boolean isPausing) throws IOException {
        byte[] answer = connection.ask(Requests.get("/metrics").next(target));
        String metrics = new String(answer, StandardCharsets.UTF_8);
        return String.format(
                Locale.ROOT,
                "| %d | %.0f | %.0f | %.2f | %d | %s |",
                second,
                perSecond,
                metric(metrics, "maregistry_export_lag_revisions"),
                metric(metrics, "maregistry_export_lag_seconds"),
                pids.stream().mapToLong(Exported::residentMegabytes).sum(),
                isPausing ? "Redis pauses for " + pauseSeconds + " s" : "");
    }

    private void change(PlainConnection connection) throws IOException {
        StringBuilder body = new StringBuilder("{\"items\":[");
        for (int at = 0; at < batch; at++) {
            int number = changes % INSTANCES;
            body.append(at == 0 ? "" : ",")
                    .append("{\"op\":\"register\",\"service\":\"bench.Exported")
                    .append(number % SERVICES)
                    .append("\",\"instance\":{\"scheme\":\"http\",\"host\":\"10.1.")
                    .append(number / 250)
                    .append('.')
                    .append(number % 250)
                    .append("\",\"port\":8080,\"ephemeral\":false,\"parameters\":{\"change\":\"")
                    .append(changes++)
                    .append("\"}}}");
        }
        byte[] answer = connection.ask(
                Requests.post(target, "/v1/instances", body.append("]}").toString()));
        if (PlainConnection.status(answer) != 200) {
            throw new IOException("not changed: " + new String(answer, StandardCharsets.UTF_8));
        }
    }

    /** Redis answers nobody for so long, as if its machine hung. */
    private void pause() throws IOException {
        int colon = redis.lastIndexOf(':');
        try (Socket socket = new Socket(redis.substring(0, colon), Integer.parseInt(redis.substring(colon + 1)))) {
            socket.getOutputStream()
                    .write(("CLIENT PAUSE " + pauseSeconds * 1_000L + "\r\n").getBytes(StandardCharsets.US_ASCII));
            if (socket.getInputStream().read() != '+') {
                throw new IOException("Redis at " + redis + " does not pause");
            }
        }
    }

    private static double metric(String metrics, String name) throws IOException {
        Matcher line = Pattern.compile("(?m)^" + name + "\\{[^}]*} (\\S+)$").matcher(metrics);
        if (!line.find()) {
            throw new IOException("the node shows no " + name + ": does it export?");
        }
        return Double.parseDouble(line.group(1));
    }

    private static long residentMegabytes(long pid) {
        try {
            String status = Files.readString(Path.of("/proc", Long.toString(pid), "status"));
            Matcher line = Pattern.compile("VmRSS:\\s+(\\d+) kB").matcher(status);
            return line.find() ? Long.parseLong(line.group(1)) / 1024 : 0;
        } catch (IOException ended) {
            throw new UncheckedIOException("process " + pid + " cannot be looked at", ended);
        }
    }

    private static void sleepUntil(long nanos) throws InterruptedException {
        Thread.sleep(Math.max(0, (nanos - System.nanoTime()) / 1_000_000));
    }
}
