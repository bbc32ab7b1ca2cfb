package io.maregistry.benchmark.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The load generator's subcommands, one measurement each; the result is rows of Markdown on standard output. */
public final class Main {

    private static final String USAGE = """
            Usage: java -cp registry-benchmark.jar io.maregistry.benchmark.load.Main SUBCOMMAND [--option value …]

              machine                                what it runs on, in one line
              head                                   the head of the table that writes and reads add rows to
              writes   --targets URLS --in-flight N  registers distinct instances
              reads    --targets URLS --in-flight N  reads a service of ten: GET /findAll, and the same bytes from a
                       [--consistency linearizable]  bare Netty server beside it (local reads only)
              failover --targets URLS --kill CMD     kills the leader again and again; the longest time without an
                       --start CMD [--kills 20]      acknowledged write. CMD is run with the leader's number behind it
              start    --command CMD [--starts 10]   from the start of a lone node to its first 200 on /readyz. CMD is
                                                     run with --http-listen, --grpc-listen, --raft-listen, --data-dir
              bare     --answer FILE [--port 0]      the bare server alone, until its standard input ends

            --seconds 10 and --warm-up 5 are the lengths of writes and reads, --pids P,P… the server processes whose
            CPU time is counted, --java PROGRAM what the bare server runs on. URLS are on loopback.
            """;

    private static final String TEN = "bench.Ten";
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private Main() {}

    /** Exits with 0, 1 where the measurement failed, 2 on a wrong command line. */
    public static void main(String[] words) throws Exception {
        if (words.length == 0 || words[0].equals("--help")) {
            System.out.print(USAGE);
            return;
        }
        try {
            run(words[0], Arguments.of(Arrays.asList(words).subList(1, words.length)));
        } catch (IllegalArgumentException e) {
            System.err.println("load: " + e.getMessage());
            System.exit(2);
        }
    }

    private static void run(String subcommand, Arguments arguments) throws Exception {
        switch (subcommand) {
            case "machine" -> System.out.println(Machine.line());
            case "head" -> System.out.println(Result.HEAD);
            case "writes" -> writes(arguments);
            case "reads" -> reads(arguments);
            case "failover" -> System.out.println(Failover.of(arguments).run());
            case "start" -> System.out.println(StartTime.of(arguments).run());
            case "bare" -> bare(arguments);
            default -> throw new IllegalArgumentException("no subcommand " + subcommand);
        }
    }

    private static void writes(Arguments arguments) throws InterruptedException {
        int inFlight = arguments.number("in-flight", 64);
        Requests requests = Requests.registrations(
                arguments.text("prefix", "bench." + ProcessHandle.current().pid()),
                arguments.number("services", 1_000));
        Result result = run(arguments, arguments.targets(), requests, arguments.pids());
        System.out.println(result.row("registrations", inFlight));
    }

    private static void reads(Arguments arguments) throws IOException, InterruptedException {
        List<InetSocketAddress> targets = arguments.targets();
        String consistency = arguments.text("consistency", "local");
        boolean isLocal = consistency.equals("local");
        String path = "/findAll?service=" + TEN + (isLocal ? "" : "&consistency=" + consistency);
        byte[] answer = prepareTen(targets.get(0), path);
        int inFlight = arguments.number("in-flight", 64);
        Result ours = run(arguments, targets, Requests.get(path), arguments.pids());
        System.out.println(ours.row(consistency + " reads of ten, " + targets.size() + " node(s)", inFlight));
        if (!isLocal) {
            return;
        }
        try (Baseline baseline = Baseline.start(arguments.text("java", "java"), answer)) {
            Result bare = run(arguments, List.of(baseline.address()), Requests.get(path), List.of(baseline.pid()));
            System.out.println(bare.row("bare Netty, the same " + answer.length + " bytes", inFlight));
            System.out.printf(
                    Locale.ROOT,
                    "| local reads against bare Netty | %d | %.0f %% | | | | | |%n",
                    inFlight,
                    100 * ours.perSecond() / bare.perSecond());
        }
    }

    /** Registers the ten instances that are read; gives the answer of one read. */
    private static byte[] prepareTen(InetSocketAddress target, String path) throws IOException {
        try (PlainConnection connection = PlainConnection.open(target, LIMIT)) {
            for (int number = 0; number < 10; number++) {
                byte[] answer = connection.ask(Requests.registration(target, TEN, number));
                if (PlainConnection.status(answer) != 200) {
                    throw new IOException("not registered: " + new String(answer, StandardCharsets.UTF_8));
                }
            }
            return connection.ask(Requests.get(path).next(target));
        }
    }

    private static Result run(Arguments arguments, List<InetSocketAddress> targets, Requests requests, List<Long> pids)
            throws InterruptedException {
        return new ClosedLoop(targets, arguments.number("in-flight", 64), requests)
                .run(arguments.seconds("warm-up", 5), arguments.seconds("seconds", 10), new CpuClock(pids));
    }

    private static void bare(Arguments arguments) throws IOException, InterruptedException {
        byte[] answer = Files.readAllBytes(Path.of(arguments.text("answer")));
        try (BareServer server = BareServer.start(answer, arguments.number("port", 0))) {
            System.out.println(server.address().getPort());
            while (System.in.read() >= 0) {
                // until the process that started this one is gone
            }
        }
    }
}
