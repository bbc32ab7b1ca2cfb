package io.maregistry.benchmark.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A herd of instances renews in batches at all nodes, while some of it fall silent one after another and, if asked for, the
 * leader is killed again and again. Who renewed and was evicted all the same is counted, and how long each silent one was
 * still listed after its last renewal.
 */
final class Liveness {

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int BATCH = 1_000;
    private static final int THREADS = 6;
    private static final long LOOK_MILLIS = 50;

    private final List<InetSocketAddress> targets;
    private final Arguments arguments;
    private final Herd herd;
    private final Duration period;
    private final Renewing.Tally tally = Renewing.Tally.empty();

    private Liveness(Arguments arguments) {
        this.arguments = arguments;
        targets = arguments.targets();
        int instances = arguments.number("instances", 20_000);
        herd = new Herd("live.S", instances, arguments.number("services", Math.max(1, instances / 20)));
        period = arguments.seconds("every", 5);
    }

    /** Prints rows of Markdown; true where nobody who renewed was evicted and all who were silent left. */
    static boolean run(Arguments arguments) throws IOException, InterruptedException {
        return new Liveness(arguments).run();
    }

    private boolean run() throws IOException, InterruptedException {
        register();
        List<Renewing> renewing = renewing();
        renewing.forEach(Renewing::start);
        try {
            Thread.sleep(arguments.seconds("warm-up", 20).toMillis());
            measure();
            return silenceAndKill();
        } finally {
            for (Renewing one : renewing) {
                one.stop();
            }
        }
    }

    private void register() throws IOException {
        try (PlainConnection connection = PlainConnection.open(targets.get(0), LIMIT)) {
            for (int from = 0; from < herd.size(); from += BATCH) {
                String body = herd.registrations(from, Math.min(herd.size(), from + BATCH));
                byte[] answer = connection.ask(Requests.post(targets.get(0), "/v1/instances", body));
                if (PlainConnection.status(answer) != 200) {
                    throw new IOException("not registered: " + new String(answer, StandardCharsets.UTF_8));
                }
            }
        }
    }

    /** The batches, spread over the period and over threads, which take turns. */
    private List<Renewing> renewing() {
        int count = (herd.size() + BATCH - 1) / BATCH;
        List<List<Renewing.Batch>> byThread = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
            byThread.add(new ArrayList<>());
        }
        for (int at = 0; at < count; at++) {
            byThread.get(at % THREADS)
                    .add(new Renewing.Batch(
                            at * BATCH, Math.min(herd.size(), (at + 1) * BATCH), period.toNanos() / count * at));
        }
        List<Renewing> renewing = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
            renewing.add(new Renewing(herd, targets, thread, byThread.get(thread), period, tally));
        }
        return renewing;
    }

    private void measure() throws InterruptedException {
        List<Long> pids = arguments.pids();
        CpuClock cpu = new CpuClock(pids);
        tally.nanos().clear();
        double cpuBefore = cpu.seconds();
        long writtenBefore = DiskClock.written(pids);
        long seconds = arguments.seconds("seconds", 30).toSeconds();
        Thread.sleep(seconds * 1_000);
        List<Long> sorted = tally.nanos().stream().sorted().toList();
        if (sorted.isEmpty()) {
            throw new IllegalStateException("no batch was renewed");
        }
        double nodes = Math.max(1, pids.size());
        System.out.printf(
                Locale.ROOT,
                "| %,d instances renew every %d s, in batches of %,d | p50 %.1f ms, p99 %.1f ms, max %.1f ms | "
                        + "%.0f %% of a core and %,.0f kB/s to disk per node |%n",
                herd.size(),
                period.toSeconds(),
                BATCH,
                sorted.get(sorted.size() / 2) / 1e6,
                sorted.get(sorted.size() * 99 / 100) / 1e6,
                sorted.get(sorted.size() - 1) / 1e6,
                100 * (cpu.seconds() - cpuBefore) / seconds / nodes,
                (DiskClock.written(pids) - writtenBefore) / 1e3 / seconds / nodes);
    }

    /** Silences some, a few at a time, and kills the leader meanwhile. */
    private boolean silenceAndKill() throws IOException, InterruptedException {
        int silent = arguments.number("silenced", 100);
        int kills = arguments.number("kills", 0);
        Map<Integer, Long> lastRenewed = new HashMap<>();
        List<Long> listedMillis = new ArrayList<>();
        long end =
                System.nanoTime() + arguments.seconds("limit", 120 + 30 * kills).toNanos();
        int killed = 0;
        int silenced = 0;
        long nextKill = System.nanoTime();
        while (System.nanoTime() < end && (silenced < silent || !lastRenewed.isEmpty() || killed < kills)) {
            if (silenced < silent) {
                int number = (int) ((long) silenced * herd.size() / silent) + silenced; // each in another service
                herd.silence(number);
                lastRenewed.put(number, System.nanoTime());
                silenced++;
            }
            if (killed < kills && System.nanoTime() >= nextKill) {
                kill();
                killed++;
                nextKill = System.nanoTime() + 4_000_000_000L;
            }
            look(lastRenewed, listedMillis);
            Thread.sleep(LOOK_MILLIS);
        }
        List<Long> sorted = listedMillis.stream().sorted().toList();
        System.out.printf(
                Locale.ROOT,
                "| %d fell silent, leader killed %d times | listed for median %s, worst %s ms after their silence began | "
                        + "still listed %d; evicted although they renewed: %d; tries that failed: %d |%n",
                silenced,
                killed,
                sorted.isEmpty() ? "-" : sorted.get(sorted.size() / 2),
                sorted.isEmpty() ? "-" : sorted.get(sorted.size() - 1),
                lastRenewed.size(),
                tally.evicted().get(),
                tally.failed().get());
        return tally.evicted().get() == 0 && lastRenewed.isEmpty() && killed == kills;
    }

    private void kill() throws IOException, InterruptedException {
        ClusterScript cluster = ClusterScript.of(arguments);
        String leader = cluster.leader();
        cluster.run("kill", leader);
        Thread.sleep(1_000);
        cluster.run("start", leader);
    }

    /** Who of the silent is not listed any more. */
    private void look(Map<Integer, Long> lastRenewed, List<Long> listedMillis) throws IOException {
        for (InetSocketAddress target : targets) {
            try (PlainConnection connection = PlainConnection.open(target, LIMIT)) {
                for (Map.Entry<Integer, Long> silent : List.copyOf(lastRenewed.entrySet())) {
                    int number = silent.getKey();
                    byte[] answer = connection.ask(Requests.get("/findAll?service=" + herd.service(number))
                            .next(target));
                    String host = "\"" + herd.host(number) + "\"";
                    if (PlainConnection.status(answer) == 200
                            && !new String(answer, StandardCharsets.UTF_8).contains(host)) {
                        lastRenewed.remove(number);
                        listedMillis.add((System.nanoTime() - silent.getValue()) / 1_000_000);
                    }
                }
                return;
            } catch (IOException e) {
                System.err.println("load: " + target + " does not answer: " + e.getMessage());
            }
        }
    }
}
