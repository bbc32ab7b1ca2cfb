package io.maregistry.samples;

import io.maregistry.client.RegistryClient;
import io.maregistry.client.spi.Call;
import io.maregistry.client.spi.LoadBalancer;
import io.maregistry.client.spi.ServiceList;
import io.maregistry.model.Instance;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Calls the instances of {@code greeting} in turn, prints how often each answered, and ends with 1 if a call failed.
 *
 * <p>{@code Consumer NODES CALLS [FOLDER]}: the registry's nodes as {@code host:port} of gRPC, separated by commas; how many
 * calls, one each 20 ms; where a copy of the list is kept for a start while no node answers.
 */
public final class Consumer {

    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final long PAUSE_MILLIS = 20;

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    private final LoadBalancer turns = LoadBalancer.roundRobin();
    private final Map<String, Integer> answers = new TreeMap<>();
    private int failures;

    private Consumer() {}

    public static void main(String[] args) throws InterruptedException {
        RegistryClient.Builder builder = RegistryClient.builder().endpoints(args[0].split(","));
        if (args.length > 2) {
            builder.cacheDirectory(Path.of(args[2]));
        }
        Consumer consumer = new Consumer();
        try (RegistryClient registry = builder.build()) {
            System.out.println(
                    "calling " + registry.discover("greeting").instances().size() + " instances");
            for (int call = Integer.parseInt(args[1]); call > 0; call--) {
                consumer.call(registry.discover("greeting")); // from memory, kept up to date by a watch
                Thread.sleep(PAUSE_MILLIS);
            }
            ServiceList last = registry.discover("greeting");
            System.out.println(
                    last.instances().size() + " instances known" + (last.isStale() ? ", maybe out of date" : ""));
        }
        consumer.answers.forEach((answer, times) -> System.out.println(times + " x " + answer));
        System.out.println(consumer.failures + " calls failed");
        System.exit(consumer.failures == 0 ? 0 : 1);
    }

    private void call(ServiceList greeting) throws InterruptedException {
        Optional<Instance> chosen = turns.choose(greeting, Call.ANY);
        if (chosen.isEmpty()) {
            failures++;
            System.err.println("nobody may be called");
            return;
        }
        URI uri = URI.create(chosen.get().id().url() + "/hello");
        try {
            HttpResponse<String> response = http.send(
                    HttpRequest.newBuilder(uri).timeout(TIMEOUT).build(), HttpResponse.BodyHandlers.ofString());
            answers.merge(response.body(), 1, Integer::sum);
        } catch (IOException broken) {
            failures++;
            System.err.println(uri + ": " + broken);
        }
    }
}
