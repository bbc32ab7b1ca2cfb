package io.maregistry.benchmark.load;

import io.maregistry.client.RegistryClient;
import io.maregistry.client.spi.Endpoint;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

/**
 * What one client costs its process while it renews: CPU of this whole JVM, garbage collection and all, beside the same
 * client before it has registered anything.
 */
final class ClientRenewing {

    static final String HEAD = "| what | instances | seconds | CPU of one core |\n|---|---|---|---|";

    private static final int SERVICES = 10;

    private ClientRenewing() {}

    /** The rows; each measurement, and each wait until the JVM has settled, takes {@code length}. */
    static String run(List<Endpoint> nodes, int instances, Duration length) throws InterruptedException {
        try (RegistryClient client = RegistryClient.builder()
                .endpoints(nodes.stream().map(Endpoint::toString).toArray(String[]::new))
                .build()) {
            client.listServices();
            String idle = row("a client that does nothing", 0, length);
            List<CompletableFuture<?>> registered = new ArrayList<>();
            for (int n = 0; n < instances; n++) {
                String url = "http://10.0." + n / 250 + '.' + (1 + n % 250) + ":8080";
                registered.add(
                        client.registerAsync("bench.Held" + n % SERVICES, url).toCompletableFuture());
            }
            CompletableFuture.allOf(registered.toArray(CompletableFuture[]::new))
                    .join();
            return idle + '\n' + row("a client that renews", instances, length);
        }
    }

    private static String row(String what, int instances, Duration length) throws InterruptedException {
        Thread.sleep(length.toMillis());
        long before = cpuNanos();
        Thread.sleep(length.toMillis());
        double share = (double) (cpuNanos() - before) / length.toNanos();
        return String.format(
                Locale.ROOT, "| %s | %,d | %d | %.2f %% |", what, instances, length.toSeconds(), 100 * share);
    }

    private static long cpuNanos() {
        OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
        return ((com.sun.management.OperatingSystemMXBean) system).getProcessCpuTime();
    }
}
