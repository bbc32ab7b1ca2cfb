package io.maregistry.benchmark.load;

import java.util.Locale;
import org.HdrHistogram.Histogram;

/**
 * What a load has measured.
 *
 * @param failures answers other than 2xx, and connections that were lost
 * @param seconds how long it measured
 * @param latencyNanos of the answers with 2xx, from the write of the request to the last byte of the answer
 * @param cpuSeconds of the server processes meanwhile
 * @param clientSeconds CPU time of the client's one event loop meanwhile
 */
record Result(long failures, double seconds, Histogram latencyNanos, double cpuSeconds, double clientSeconds) {

    /** Of one core: a client that is busier than this may be what is measured. */
    private static final double CLIENT_BOUND = 0.9;

    private static final double CPU_UNIT = 100_000;

    static final String HEAD =
            "| what | in flight | a second | p50 ms | p99 ms | max ms | CPU s per 100k | failures | client CPU |\n"
                    + "|---|---|---|---|---|---|---|---|---|";

    double perSecond() {
        return latencyNanos.getTotalCount() / seconds;
    }

    /** A row below {@link #HEAD}. */
    String row(String what, int inFlight) {
        long answers = Math.max(1, latencyNanos.getTotalCount());
        return String.format(
                Locale.ROOT,
                "| %s | %,d | %,.0f | %.2f | %.2f | %.1f | %s | %,d | %s |",
                what,
                inFlight,
                perSecond(),
                millis(latencyNanos.getValueAtPercentile(50)),
                millis(latencyNanos.getValueAtPercentile(99)),
                millis(latencyNanos.getMaxValue()),
                cpuSeconds == 0 ? "-" : String.format(Locale.ROOT, "%.2f", cpuSeconds * CPU_UNIT / answers),
                failures,
                client());
    }

    private String client() {
        double share = clientSeconds / seconds;
        return String.format(Locale.ROOT, "%.0f %%%s", 100 * share, share > CLIENT_BOUND ? ", client-bound" : "");
    }

    private static double millis(long nanos) {
        return nanos / 1e6;
    }
}
