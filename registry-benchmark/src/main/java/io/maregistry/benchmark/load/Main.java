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
import java.util.stream.IntStream;

/** The load generator's subcommands, one measurement each; the result is rows of Markdown on standard output. */
public final class Main {

    private static final String USAGE = """
            Usage: java -cp registry-benchmark.jar io.maregistry.benchmark.load.Main SUBCOMMAND [--option value …]

              machine                                what it runs on, in one line
              head                                   the head of the table that writes and reads add rows to
              writes   --targets URLS --in-flight N  registers distinct instances
              reads    --targets URLS --in-flight N  reads a service of ten: GET /findAll, and the same bytes from a
                       [--consistency linearizable]  bare Netty server beside it (local reads only)
              renewals --targets URLS --in-flight N  renews as many registered instances, one a request
              watch    --targets URL --watchers N,N  watchers of one service that come at once, and how long a change takes
                       [--changes 200]               to reach all of them; with the head of its table
              client-watch  --grpc ADDRESSES         how long a change takes to reach a listener of the Java client, beside
                       [--changes 400]               watches of the bare gRPC stub on all those nodes
              client-writes --grpc ADDRESSES         lone registrations by the Java client and by the bare stub, in turns
                       [--times 1000]
              client-renewals --grpc ADDRESSES       CPU of a process whose client renews so many, and of one that does
                       [--instances 1000]            nothing; --seconds 30 is the length of each
              gaps     --targets URLS --leader HOW   takes the leader away again and again, killed, paused or moved
                       --cluster SCRIPT --data DIR   (to another node); the longest time without an acknowledged write.
                       [--times 20]                  SCRIPT is scripts/cluster, DIR the cluster's folder. With the nodes'
                       [--grpc HOST:PORT,…]          gRPC endpoints, the gaps that the Java client sees, too
              liveness --targets URLS                20,000 instances renew every 5 s in batches: CPU, bytes, latency; then
                       --cluster SCRIPT --data DIR   100 of them fall silent, and the leader is killed so many times.
                       [--instances N] [--kills 0]   Fails where one that renews is evicted, or a silent one stays
                       [--silenced 100] [--every 5]
              expiring --targets URLS                10,000 instances fall silent at once while one client writes: how long its
                       [--instances N] [--times 3]   writes stand still, and how soon all are gone
              export   --targets URL [--rate 1000]   changes on a node that exports to Redis, each second its lag and the memory
                       [--seconds 60] [--pids P]     of the server; with a pause, Redis answers nobody for so many seconds
                       [--pause 0 --redis HOST:PORT]
              copying  --targets LEADER,FOLLOWER     in hash mode: how soon a follower holds what its empty leader is given,
                       [--instances 100000]          a large document and single changes; and how it is read meanwhile
                       [--times 10]
              checks   --targets URLS --pids P,P…    10,000 instances that want to be asked every 10 s, all of them one server of
                       [--types tcp,http,grpc]       this process: the CPU that asking them takes. Nodes with
                       [--instances N] [--every 10]  --check-loopback=true; --seconds 30, --warm-up 30 at ten times the rate
              start    --launcher FILE [--starts 10] from the start of a lone node to its first 200 on /readyz. FILE is
                                                     bin/maregistry
              bare     --answer FILE [--port 0]      the bare server alone, until its standard input ends

            --seconds 10 and --warm-up 5 are the lengths of writes, reads and renewals, --pids P,P… the server processes
            whose CPU time is counted, --java PROGRAM,OPTION… what the bare server runs on. URLS are on loopback, and so are
            the ADDRESSES of gRPC, each host:port.
            "client CPU" is that of the one thread that makes the load; above 90 % the row is marked: the servers may be
            faster than it shows.
            """;

    private static final String TEN = "bench.Ten";
    private static final String RENEWED = "bench.Renewed";
    private static final int RENEWED_SERVICES = 1_000;
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
            case "renewals" -> renewals(arguments);
            case "watch" -> watch(arguments);
            case "client-watch" -> clientWatch(arguments);
            case "client-writes" -> clientWrites(arguments);
            case "client-renewals" -> clientRenewals(arguments);
            case "gaps" -> System.out.println(Gaps.of(arguments).run());
            case "liveness" -> liveness(arguments);
            case "expiring" -> System.out.println(Expiring.run(arguments));
            case "export" -> Exported.run(arguments);
            case "copying" -> Copying.run(arguments);
            case "checks" -> Checking.run(arguments);
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

    /** Renews instances that this registers before, as many as are in flight. */
    private static void renewals(Arguments arguments) throws IOException, InterruptedException {
        int inFlight = arguments.number("in-flight", 4_096);
        List<InetSocketAddress> targets = arguments.targets();
        List<String> services = IntStream.range(0, inFlight)
                .mapToObj(number -> RENEWED + number % RENEWED_SERVICES)
                .toList();
        try (PlainConnection connection = PlainConnection.open(targets.get(0), LIMIT)) {
            for (int number = 0; number < inFlight; number++) {
                register(connection, Requests.registration(targets.get(0), services.get(number), number));
            }
        }
        Result result = run(arguments, targets, Requests.renewals(services), arguments.pids());
        System.out.println(result.row("renewals, one a request", inFlight));
    }

    private static void watch(Arguments arguments) throws IOException {
        System.out.println(Watchers.HEAD);
        int changes = arguments.number("changes", 200) / 4 * 4; // each is undone by the next, in the warm-up, too
        for (String count : arguments.words("watchers", "1,500,1000")) {
            System.out.println(Watchers.run(arguments.targets().get(0), Integer.parseInt(count), changes / 2, changes));
        }
    }

    private static void clientWatch(Arguments arguments) throws IOException, InterruptedException {
        int changes = arguments.number("changes", 400) / 2 * 2; // each is undone by the next
        System.out.println(Latencies.HEAD);
        System.out.println(ClientWatching.run(arguments.grpc(), changes, changes));
    }

    private static void clientWrites(Arguments arguments) {
        int times = arguments.number("times", 1_000);
        System.out.println(Latencies.HEAD);
        System.out.println(ClientWrites.run(arguments.grpc(), times, times));
    }

    private static void clientRenewals(Arguments arguments) throws InterruptedException {
        System.out.println(ClientRenewing.HEAD);
        System.out.println(ClientRenewing.run(
                arguments.grpc(), arguments.number("instances", 1_000), arguments.seconds("seconds", 30)));
    }

    private static void register(PlainConnection connection, byte[] registration) throws IOException {
        byte[] answer = connection.ask(registration);
        if (PlainConnection.status(answer) != 200) {
            throw new IOException("not registered: " + new String(answer, StandardCharsets.UTF_8));
        }
    }

    private static void reads(Arguments arguments) throws IOException, InterruptedException {
        List<InetSocketAddress> targets = arguments.targets();
        String consistency = arguments.text("consistency", "local");
        boolean isLocal = consistency.equals("local");
        String path = "/findAll?service=" + TEN + (isLocal ? "" : "&consistency=" + consistency);
        byte[] answer = prepareTen(targets.get(0), path);
        int inFlight = arguments.number("in-flight", 64);
        Result ours = run(arguments, targets, Requests.get(path), arguments.pids());
        checkBody(targets.get(0), path, answer);
        System.out.println(ours.row(consistency + " reads of ten, " + targets.size() + " node(s)", inFlight));
        if (!isLocal) {
            return;
        }
        try (Baseline baseline = Baseline.start(arguments.words("java", "java"), answer)) {
            Result bare = run(arguments, List.of(baseline.address()), Requests.get(path), List.of(baseline.pid()));
            System.out.println(bare.row("bare Netty, the same " + answer.length + " bytes", inFlight));
            System.out.printf(
                    Locale.ROOT,
                    "| local reads against bare Netty | %d | %.0f %% | | | | | | |%n",
                    inFlight,
                    100 * ours.perSecond() / bare.perSecond());
        }
    }

    /** Registers the ten instances that are read; gives the answer of one read. */
    private static byte[] prepareTen(InetSocketAddress target, String path) throws IOException {
        try (PlainConnection connection = PlainConnection.open(target, LIMIT)) {
            for (int number = 0; number < 10; number++) {
                register(connection, Requests.persistentRegistration(target, TEN, number));
            }
            return connection.ask(Requests.get(path).next(target));
        }
    }

    /** The answer at the end must be as long as at the beginning, or something else was read meanwhile. */
    private static void checkBody(InetSocketAddress target, String path, byte[] before) throws IOException {
        try (PlainConnection connection = PlainConnection.open(target, LIMIT)) {
            byte[] after = connection.ask(Requests.get(path).next(target));
            if (PlainConnection.bodyLength(after) != PlainConnection.bodyLength(before)) {
                throw new IOException("the answer has changed: " + new String(after, StandardCharsets.UTF_8));
            }
        }
    }

    private static Result run(Arguments arguments, List<InetSocketAddress> targets, Requests requests, List<Long> pids)
            throws InterruptedException {
        return new ClosedLoop(targets, arguments.number("in-flight", 64), requests)
                .run(arguments.seconds("warm-up", 5), arguments.seconds("seconds", 10), new CpuClock(pids));
    }

    private static void liveness(Arguments arguments) throws IOException, InterruptedException {
        if (!Liveness.run(arguments)) {
            System.err.println("load: somebody was evicted who renewed, or stayed who was silent");
            System.exit(1);
        }
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
