package io.maregistry.tests;

import io.maregistry.testkit.HttpCalls;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** Asks a program the same again and again, counts its answers and keeps what failed. Any thread. */
final class SteadyCaller implements AutoCloseable {

    private static final int PAUSE_MILLIS = 10;

    private final String name;
    private final HttpCalls http;
    private final String path;
    private final Map<String, Integer> answers = new ConcurrentHashMap<>();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();

    private SteadyCaller(String name, HttpCalls http, String path) {
        this.name = name;
        this.http = http;
        this.path = path;
    }

    static SteadyCaller of(String name, HttpCalls http, String path) {
        SteadyCaller caller = new SteadyCaller(name, http, path);
        Future<?> unused = caller.thread.scheduleWithFixedDelay(caller::call, 0, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        return caller;
    }

    private void call() {
        try {
            HttpCalls.Answer answer = http.get(path);
            if (answer.status() == 200) {
                answers.merge(answer.body(), 1, Integer::sum);
            } else {
                failures.add(name + ": " + answer);
            }
        } catch (UncheckedIOException failed) {
            failures.add(name + ": " + failed.getMessage());
        }
    }

    /** Waits until each of these is answered from now on. */
    void awaitAnswers(List<String> wanted) {
        answers.clear();
        Awaitility.await(name + " is answered by each of " + wanted)
                .atMost(ServerProcess.PATIENCE)
                .until(() -> answers.keySet().containsAll(wanted));
    }

    /** Waits until that many answers more are there. */
    void awaitMore(int count) {
        answers.clear();
        Awaitility.await(name + " has " + count + " answers more")
                .atMost(ServerProcess.PATIENCE)
                .until(() ->
                        answers.values().stream().mapToInt(Integer::intValue).sum() >= count);
    }

    /** Each call that failed, in order. */
    List<String> failures() {
        return List.copyOf(failures);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
