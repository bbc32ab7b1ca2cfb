package io.maregistry.testkit;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;

/**
 * Clients that register one persistent instance after the other through random nodes, each write under its own request
 * id, and note what was acknowledged. A write that failed is repeated elsewhere, under the same id, until it is
 * acknowledged. They run until {@link #close()}.
 */
public final class Writers implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final long PAUSE_MILLIS = 20;

    private final List<HttpCalls> nodes;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final List<Thread> threads = new ArrayList<>();
    private final Map<String, Set<String>> acknowledged = new ConcurrentHashMap<>();
    private final AtomicInteger count = new AtomicInteger();
    private final Set<String> refused = ConcurrentHashMap.newKeySet();

    private Writers(List<HttpCalls> nodes) {
        this.nodes = List.copyOf(nodes);
    }

    /** {@code count} of them, writing from now on. */
    public static Writers start(List<HttpCalls> nodes, int count) {
        Writers writers = new Writers(nodes);
        for (int at = 1; at <= count; at++) {
            String name = "writer" + at;
            writers.acknowledged.put(name, ConcurrentHashMap.newKeySet());
            Thread thread = new Thread(() -> writers.write(name), name);
            writers.threads.add(thread);
            thread.start();
        }
        return writers;
    }

    private void write(String service) {
        String client = HexFormat.of().formatHex(random(16));
        long sequence = 0;
        while (stop.getCount() > 0) {
            sequence++;
            String context = service + '-' + sequence;
            while (!isAcknowledged(service, context, client + ':' + sequence)) {
                if (isOver()) {
                    return;
                }
            }
        }
    }

    private boolean isAcknowledged(String service, String context, String requestId) {
        HttpCalls node = nodes.get(ThreadLocalRandom.current().nextInt(nodes.size()));
        String body = "{\"scheme\":\"http\",\"host\":\"10.0.0.1\",\"port\":8080,\"context\":\"" + context
                + "\",\"ephemeral\":false}";
        try {
            HttpCalls.Answer answer = node.post("/reg?service=" + service, body, "X-Registry-Request-Id", requestId);
            if (answer.status() == 200) {
                Objects.requireNonNull(acknowledged.get(service)).add(context);
                count.incrementAndGet();
                return true;
            }
            if (answer.status() < 500) {
                refused.add(node.base() + ": " + answer);
            }
            return false;
        } catch (UncheckedIOException unknown) {
            return false;
        }
    }

    private boolean isOver() {
        try {
            return stop.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        ThreadLocalRandom.current().nextBytes(bytes);
        return bytes;
    }

    /** Waits until {@code more} more writes are acknowledged than there are now. */
    public void awaitMore(int more) {
        int before = count.get();
        Awaitility.await(more + " more acknowledged writes").atMost(PATIENCE).until(() -> count.get() >= before + more);
    }

    /** How many writes were acknowledged. */
    public int count() {
        return count.get();
    }

    /** Answers that said "surely not done, and do not repeat it": there is no reason for any. */
    public Set<String> refused() {
        return Set.copyOf(refused);
    }

    /** Acknowledged writes that the node does not list, and instances that it lists twice; by service, empty if all is well. */
    public Map<String, List<String>> faultsOf(HttpCalls node) {
        Map<String, List<String>> faults = new TreeMap<>();
        acknowledged.forEach((service, contexts) -> {
            Map<String, Long> listed = listed(node, service);
            List<String> wrong = new ArrayList<>();
            contexts.stream()
                    .filter(context -> !listed.containsKey(context))
                    .sorted()
                    .forEach(wrong::add);
            listed.forEach((context, times) -> {
                if (times > 1) {
                    wrong.add(context + " is listed " + times + " times");
                }
            });
            if (!wrong.isEmpty()) {
                faults.put(service, wrong);
            }
        });
        return faults;
    }

    private static Map<String, Long> listed(HttpCalls node, String service) {
        return StreamSupport.stream(
                        node.get("/findAll?service=" + service).json().spliterator(), false)
                .map(instance -> instance.path("context").asText())
                .collect(Collectors.groupingBy(context -> context, LinkedHashMap::new, Collectors.counting()));
    }

    /** Stops writing; returns when the last answer is there. */
    @Override
    public void close() {
        stop.countDown();
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
