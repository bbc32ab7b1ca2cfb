package io.maregistry.benchmark.state;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The benchmarks of this package by CPU time of the thread, for machines that are busy with other things: JMH counts the
 * time on the wall. The best of some rounds counts. Caches that others fill still cost, so only figures of one run
 * compare. Each kind and shape has a JVM of its own, with the options of this one, and is warmed up in it, so that none
 * is the first, and the only, one of its types that the compiler sees.
 *
 * <p>{@code java -Xmx3g -cp registry-benchmark.jar io.maregistry.benchmark.state.CpuReport collections|state shape…}
 */
public final class CpuReport {

    private static final int ROUNDS = 6;
    private static final long ROUND_NANOS = 150_000_000;
    private static final int TOTAL = 100_000;
    private static final int BATCH = 64;
    private static final int TICK = 4_096;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private CpuReport() {}

    /** Prints one row a kind and shape, in Markdown; ns an operation. */
    public static void main(String[] words) throws IOException, InterruptedException {
        if (words[0].equals("one")) {
            one(words);
            return;
        }
        boolean collections = words[0].equals("collections");
        System.out.println(
                collections
                        ? "| shape | kind | unregister + register | upsert | upsert with a view a 64 | find | walk, an instance |"
                        : "| shape | register | unregister | same again | upsert | upsert alone | renewal by name | by handle | root |");
        System.out.println(collections ? "|---|---|---|---|---|---|---|" : "|---|---|---|---|---|---|---|---|---|");
        for (String shape : Arrays.copyOfRange(words, 1, words.length)) {
            if (collections) {
                for (Kind kind : Kind.values()) {
                    fork(shape, kind.name());
                }
            } else {
                fork(shape);
            }
        }
    }

    /** Measures in a JVM of its own, which prints its row. */
    private static void fork(String... what) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), CpuReport.class.getName(), "one"));
        command.addAll(List.of(what));
        int exit = new ProcessBuilder(command).inheritIO().start().waitFor();
        if (exit != 0) {
            throw new IllegalStateException(command + " ended with " + exit);
        }
    }

    /** {@code one <shape> [<kind>]}. */
    private static void one(String[] words) {
        if (words.length > 2) {
            collections(Kind.valueOf(words[2]), words[1]);
        } else {
            state(words[1]);
        }
    }

    private static void collections(Kind kind, String shape) {
        CollectionsBenchmark benchmark = new CollectionsBenchmark();
        benchmark.kind = kind;
        benchmark.shape = shape;
        benchmark.fill();
        figures(benchmark); // compiled by now
        row(shape + " | " + kind, figures(benchmark));
    }

    private static double[] figures(CollectionsBenchmark benchmark) {
        Runnable nothing = () -> {};
        return new double[] {
            best(BATCH, nothing, () -> repeat(benchmark::unregisterAndRegister), nothing),
            best(BATCH, nothing, () -> repeat(benchmark::upsert), nothing),
            best(BATCH, nothing, benchmark::upsertsAndView, nothing),
            best(BATCH, nothing, () -> repeat(benchmark::find), nothing),
            best(TOTAL, nothing, benchmark::walk, nothing)
        };
    }

    private static void state(String shape) {
        RegistryStateBenchmark benchmark = new RegistryStateBenchmark();
        benchmark.shape = shape;
        benchmark.fill();
        benchmark.prepareTicks();
        RegistryStateBenchmark.Registered registered = new RegistryStateBenchmark.Registered();
        registered.remember(benchmark);
        figures(benchmark, registered); // compiled by now
        row(shape, figures(benchmark, registered));
    }

    private static double[] figures(RegistryStateBenchmark benchmark, RegistryStateBenchmark.Registered registered) {
        RegistryStateBenchmark.ToUnregister toUnregister = new RegistryStateBenchmark.ToUnregister();
        Runnable nothing = () -> {};
        Runnable choose = benchmark::choose;
        Runnable register = () -> {
            benchmark.choose();
            toUnregister.register(benchmark);
        };
        return new double[] {
            best(BATCH, choose, () -> benchmark.registerNew(registered), registered::undo),
            best(BATCH, register, () -> benchmark.unregister(toUnregister), nothing),
            best(BATCH, choose, benchmark::registerSame, nothing),
            best(BATCH, choose, benchmark::upsert, nothing),
            best(1, choose, benchmark::loneUpsert, nothing),
            best(TICK, nothing, benchmark::renewByName, nothing),
            best(TICK, nothing, benchmark::renewByHandle, nothing),
            best(1, nothing, benchmark::root, nothing)
        };
    }

    private static void repeat(Runnable step) {
        for (int at = 0; at < BATCH; at++) {
            step.run();
        }
    }

    /** CPU time of {@code step} for one of its operations, in ns: that of the best round. */
    private static double best(int operations, Runnable before, Runnable step, Runnable after) {
        double best = Double.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            long spent = 0;
            long steps = 0;
            long until = THREADS.getCurrentThreadCpuTime() + 2 * ROUND_NANOS; // what is around the step counts, too
            while (spent < ROUND_NANOS && THREADS.getCurrentThreadCpuTime() < until) {
                before.run();
                long began = THREADS.getCurrentThreadCpuTime();
                step.run();
                spent += THREADS.getCurrentThreadCpuTime() - began;
                after.run();
                steps++;
            }
            best = Math.min(best, (double) spent / steps / operations);
        }
        return best;
    }

    private static void row(String what, double... nanos) {
        StringBuilder row = new StringBuilder("| ").append(what);
        for (double figure : nanos) {
            row.append(String.format(Locale.ROOT, figure < 100 ? " | %.1f" : " | %,.0f", figure));
        }
        System.out.println(row.append(" |"));
    }
}
