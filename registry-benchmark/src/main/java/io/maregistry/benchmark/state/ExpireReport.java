package io.maregistry.benchmark.state;

import io.maregistry.model.Content;
import io.maregistry.model.ServiceName;
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

/**
 * What expiring a whole service of 10,000 costs, {@value Expire#MAX_SILENT} a command, each command with its root: CPU
 * time of the thread, the median and the longest command of the last of some rounds.
 *
 * <p>{@code java -cp registry-benchmark.jar io.maregistry.benchmark.state.ExpireReport}
 */
public final class ExpireReport {

    private static final int INSTANCES = 10_000;
    private static final int ROUNDS = 30;
    private static final ServiceName SERVICE = ServiceName.of("com.example.Large");
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final RegistryState state = new RegistryState();
    private long index;

    private ExpireReport() {}

    /** Prints one row for each kind of doubt, in Markdown; µs a command. */
    public static void main(String[] words) {
        System.out.println("| Expire of " + Expire.MAX_SILENT + " in a service of " + INSTANCES
                + " | median, µs | longest, µs | all commands, µs |");
        System.out.println("|---|---|---|---|");
        report("all leave, protection off", new Settings.Doubt(Settings.Doubt.NEVER, 10, 50, 20_000));
        report("all leave, protection on and never reached", new Settings.Doubt(999, INSTANCES + 1, 50, 20_000));
        report("all held", Settings.Doubt.DEFAULT);
    }

    private static void report(String what, Settings.Doubt doubt) {
        List<Long> nanos = List.of();
        for (int round = 0; round < ROUNDS; round++) {
            nanos = new ExpireReport().expireAll(doubt);
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
        List<Long> nanos = new ArrayList<>();
        for (int from = 0; from < INSTANCES; from += Expire.MAX_SILENT) {
            Command expire = new Expire(SERVICE, silent.subList(from, Math.min(INSTANCES, from + Expire.MAX_SILENT)));
            long began = THREADS.getCurrentThreadCpuTime();
            apply(expire);
            state.root();
            nanos.add(THREADS.getCurrentThreadCpuTime() - began);
        }
        return nanos;
    }

    private void apply(Command command) {
        state.apply(++index, 1, new Entry(0, List.of(command)));
    }
}
