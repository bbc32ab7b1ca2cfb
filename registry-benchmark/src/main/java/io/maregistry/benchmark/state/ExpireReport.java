package io.maregistry.benchmark.state;

import io.maregistry.model.CheckState;
import io.maregistry.model.Content;
import io.maregistry.model.HealthCheck;
import io.maregistry.model.Lease;
import io.maregistry.model.Parameters;
import io.maregistry.model.Release;
import io.maregistry.model.ServiceName;
import io.maregistry.model.Status;
import io.maregistry.server.state.CheckVerdicts;
import io.maregistry.server.state.Command;
import io.maregistry.server.state.Configure;
import io.maregistry.server.state.Entry;
import io.maregistry.server.state.Expire;
import io.maregistry.server.state.Register;
import io.maregistry.server.state.RegistryState;
import io.maregistry.server.state.Settings;
import io.maregistry.server.state.Tick;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * What expiring a whole service of 10,000 costs, {@value Expire#MAX_SILENT} a command, each command with its root, and what it
 * costs to be told that all of it fail their checks: CPU time of the thread, the median and the longest command of the last of
 * some rounds.
 *
 * <p>{@code java -cp registry-benchmark.jar io.maregistry.benchmark.state.ExpireReport}
 */
public final class ExpireReport {

    private static final int INSTANCES = 10_000;
    private static final int ROUNDS = 30;
    private static final ServiceName SERVICE = ServiceName.of("com.example.Large");
    private static final HealthCheck CHECK =
            new HealthCheck(HealthCheck.Type.HTTP, 8080, "/health", HealthCheck.Pace.DEFAULT, Status.RUNNING, 0);
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final RegistryState state = new RegistryState();
    private long index;

    private ExpireReport() {}

    /** Prints one row for each kind of doubt, in Markdown; µs a command. */
    public static void main(String[] words) {
        System.out.println("| " + Expire.MAX_SILENT + " at once in a service of " + INSTANCES
                + " | median, µs | longest, µs | all commands, µs |");
        System.out.println("|---|---|---|---|");
        Settings.Doubt off = new Settings.Doubt(Settings.Doubt.NEVER, 10, 50, 20_000);
        Settings.Doubt unreached = new Settings.Doubt(999, INSTANCES + 1, 50, 20_000);
        report("all leave, protection off", report -> report.expireAll(off));
        report("all leave, protection on and never reached", report -> report.expireAll(unreached));
        report("all held", report -> report.expireAll(Settings.Doubt.DEFAULT));
        report("all fail and are Error, protection off", report -> report.failAll(off));
        report("all fail and are Error, protection on and never reached", report -> report.failAll(unreached));
        report("all fail and are held", report -> report.failAll(Settings.Doubt.DEFAULT));
    }

    private static void report(String what, Function<ExpireReport, List<Long>> shape) {
        List<Long> nanos = List.of();
        for (int round = 0; round < ROUNDS; round++) {
            nanos = shape.apply(new ExpireReport());
        }
        List<Long> sorted = nanos.stream().sorted().toList();
        System.out.println(String.format(
                Locale.ROOT,
                "| %s | %,d | %,d | %,d |",
                what,
                sorted.get(sorted.size() / 2) / 1_000,
                sorted.get(sorted.size() - 1) / 1_000,
                sorted.stream().mapToLong(Long::longValue).sum() / 1_000));
    }

    private List<Long> expireAll(Settings.Doubt doubt) {
        apply(new Configure(new Settings(20_000, 0, doubt, true, Settings.Limits.DEFAULT)));
        List<Expire.Silent> silent = new ArrayList<>();
        for (int number = 0; number < INSTANCES; number++) {
            apply(new Register(null, SERVICE, Shape.id(number), Content.PLAIN, true));
            silent.add(new Expire.Silent(number + 1, 0));
        }
        for (int second = 0; second < 20; second++) {
            apply(new Tick(Tick.MAX_ELAPSED_MILLIS, List.of(), List.of()));
        }
        return measured((from, to) -> new Expire(SERVICE, silent.subList(from, to)));
    }

    private List<Long> failAll(Settings.Doubt doubt) {
        apply(new Configure(new Settings(20_000, 0, doubt, true, Settings.Limits.DEFAULT)));
        Content content = new Content(
                Parameters.empty(),
                Content.NORMAL_WEIGHT,
                Lease.DEFAULT,
                Content.NO_GENERATION,
                null,
                CHECK,
                Release.NONE);
        List<CheckVerdicts.Found> failing = new ArrayList<>();
        for (int number = 0; number < INSTANCES; number++) {
            apply(new Register(null, SERVICE, Shape.id(number), content, true));
            failing.add(new CheckVerdicts.Found(
                    number + 1, CHECK, CheckState.Verdict.FAILING, "HTTP/1.1 503 Service Unavailable", 3));
        }
        return measured((from, to) -> new CheckVerdicts(failing.subList(from, to)));
    }

    private interface Part {
        Command of(int from, int to);
    }

    private List<Long> measured(Part part) {
        List<Long> nanos = new ArrayList<>();
        for (int from = 0; from < INSTANCES; from += Expire.MAX_SILENT) {
            Command command = part.of(from, Math.min(INSTANCES, from + Expire.MAX_SILENT));
            long began = THREADS.getCurrentThreadCpuTime();
            apply(command);
            state.root();
            nanos.add(THREADS.getCurrentThreadCpuTime() - began);
        }
        return nanos;
    }

    private void apply(Command command) {
        state.apply(++index, 1, new Entry(0, List.of(command)));
    }
}
