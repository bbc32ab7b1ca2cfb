package io.maregistry.benchmark.load;

import java.util.Locale;
import org.HdrHistogram.Histogram;

/** Rows of latencies of the client. Stateless. */
final class Latencies {

    static final String HEAD = "| what | how often | p50 ms | p99 ms | max ms |\n|---|---|---|---|---|";

    private Latencies() {}

    static String row(String what, Histogram nanos) {
        return String.format(
                Locale.ROOT,
                "| %s | %,d | %.2f | %.2f | %.1f |",
                what,
                nanos.getTotalCount(),
                millis(nanos, 50),
                millis(nanos, 99),
                nanos.getMaxValue() / 1e6);
    }

    static double ratio(Histogram ours, Histogram theirs, double percentile) {
        return millis(ours, percentile) / millis(theirs, percentile);
    }

    static double millis(Histogram nanos, double percentile) {
        return nanos.getValueAtPercentile(percentile) / 1e6;
    }
}
