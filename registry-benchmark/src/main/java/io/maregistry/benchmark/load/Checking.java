package io.maregistry.benchmark.load;

import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * Thousands of instances that want to be asked, all of them one server in this process: what asking them costs the nodes,
 * beside what they cost without. The nodes must allow loopback: {@code --check-loopback=true}.
 */
final class Checking {

    static final String HEAD = """
            | checks | a second | CPU of all nodes | of that without checks | of one probe |
            |---|---|---|---|---|""";

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final byte[] ANSWER =
            "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final String COUNTER = "maregistry_checks_probes_total{result=\"good\"} ";
    private static final int BATCH = 500;
    private static final int OF_ONE_SERVICE = 100;

    private final List<InetSocketAddress> targets;
    private final CpuClock cpu;
    private final int instances;
    private final Duration interval;
    private final Duration length;
    private final Duration warmUp;

    private Checking(Arguments arguments) {
        targets = arguments.targets();
        cpu = new CpuClock(arguments.pids());
        instances = arguments.number("instances", 10_000);
        interval = arguments.seconds("every", 10);
        length = arguments.seconds("seconds", 30);
        warmUp = arguments.seconds("warm-up", 30);
    }

    /** A row for each of {@code --types}. */
    static void run(Arguments arguments) throws IOException, InterruptedException {
        Checking checking = new Checking(arguments);
        System.out.println(HEAD);
        try (BareServer web = BareServer.start(ANSWER, 0)) {
            Server grpc = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                    .addService(new HealthStatusManager().getHealthService())
                    .build()
                    .start();
            try {
                for (String type : arguments.words("types", "tcp,http,grpc")) {
                    System.out.println(checking.row(
                            type,
                            type.equals("grpc") ? grpc.getPort() : web.address().getPort()));
                }
            } finally {
                grpc.shutdownNow();
            }
        }
    }

    private String row(String type, int port) throws IOException, InterruptedException {
        Herded herd = new Herded("check." + type + ProcessHandle.current().pid() + ".S", type, port);
        all("register", herd, Duration.ofSeconds(1));
        Thread.sleep(
                warmUp.toMillis()); // at ten times the rate: a JVM that has little to do takes minutes to compile it
        all("unregister", herd, interval);
        Thread.sleep(interval.toMillis());
        Sample without = sample();
        all("register", herd, interval);
        Thread.sleep(2 * interval.toMillis()); // until all are asked at their times
        Sample with = sample();
        all("unregister", herd, interval);
        return String.format(
                Locale.ROOT,
                "| %,d %s every %d s | %.0f | %.1f %% of a core | %.1f %% | %.3f ms |",
                instances,
                type,
                interval.toSeconds(),
                with.probesPerSecond,
                100 * with.cores,
                100 * without.cores,
                1_000 * (with.cores - without.cores) / with.probesPerSecond);
    }

    /** What the nodes do and use while nothing else is asked of them. */
    private Sample sample() throws IOException, InterruptedException {
        double probes = probes();
        double before = cpu.seconds();
        long begun = System.nanoTime();
        Thread.sleep(length.toMillis());
        double seconds = (System.nanoTime() - begun) / 1e9;
        double used = cpu.seconds() - before;
        return new Sample((probes() - probes) / seconds, used / seconds);
    }

    private double probes() throws IOException {
        double sum = 0;
        for (InetSocketAddress target : targets) {
            try (PlainConnection connection = PlainConnection.open(target, LIMIT)) {
                String metrics =
                        new String(connection.ask(Requests.get("/metrics").next(target)), StandardCharsets.UTF_8);
                sum += metrics.lines()
                        .filter(line -> line.startsWith(COUNTER))
                        .mapToDouble(line -> Double.parseDouble(line.substring(COUNTER.length())))
                        .sum();
            }
        }
        return sum;
    }

    private void all(String op, Herded herd, Duration every) throws IOException {
        InetSocketAddress target = targets.get(0);
        try (PlainConnection connection = PlainConnection.open(target, LIMIT)) {
            for (int from = 0; from < instances; from += BATCH) {
                StringBuilder body = new StringBuilder("{\"items\":[");
                for (int number = from; number < Math.min(instances, from + BATCH); number++) {
                    body.append(number == from ? "" : ",").append(herd.item(op, number, every));
                }
                byte[] answer = connection.ask(
                        Requests.post(target, "/v1/instances", body.append("]}").toString()));
                if (PlainConnection.status(answer) != 200) {
                    throw new IOException("not done: " + new String(answer, StandardCharsets.UTF_8));
                }
            }
        }
    }

    /** Instances that one server stands for, a check each. */
    private record Herded(String service, String type, int port) {

        String item(String op, int number, Duration every) {
            return "{\"op\":\"" + op + "\",\"service\":\"" + service + number / OF_ONE_SERVICE
                    + "\",\"instance\":{\"scheme\":\"http\",\"host\":\"127.0.0.1\",\"port\":" + port
                    + ",\"context\":\"" + number + "\",\"ephemeral\":false,\"check\":{\"type\":\"" + type
                    + "\",\"port\":" + port + ",\"intervalMs\":" + every.toMillis() + ",\"timeoutMs\":1000}}}";
        }
    }

    /**
     * @param cores of CPU in use
     */
    private record Sample(double probesPerSecond, double cores) {}
}
