package io.maregistry.benchmark.load;

import io.maregistry.client.spi.Endpoint;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The options of a subcommand: {@code --name value} pairs. */
record Arguments(Map<String, String> values) {

    static Arguments of(List<String> words) {
        Map<String, String> values = new LinkedHashMap<>();
        for (int at = 0; at < words.size(); at += 2) {
            if (!words.get(at).startsWith("--") || at + 1 == words.size()) {
                throw new IllegalArgumentException("options come as --name value, was " + words.get(at));
            }
            values.put(words.get(at).substring(2), words.get(at + 1));
        }
        return new Arguments(Map.copyOf(values));
    }

    String text(String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("--" + name + " is missing");
        }
        return value;
    }

    String text(String name, String otherwise) {
        return values.getOrDefault(name, otherwise);
    }

    /** Words separated by commas. */
    List<String> words(String name, String otherwise) {
        return List.of(text(name, otherwise).split(",", -1));
    }

    int number(String name, int otherwise) {
        String value = values.get(name);
        return value == null ? otherwise : Integer.parseInt(value);
    }

    Duration seconds(String name, int otherwise) {
        return Duration.ofSeconds(number(name, otherwise));
    }

    /** The nodes of {@code --targets}, urls on loopback separated by commas. */
    List<InetSocketAddress> targets() {
        return Arrays.stream(text("targets").split(",", -1))
                .map(URI::create)
                .map(url -> new InetSocketAddress(url.getHost(), url.getPort()))
                .peek(Arguments::checkLoopback)
                .toList();
    }

    /** The nodes of {@code --grpc}, {@code host:port} on loopback separated by commas. */
    List<Endpoint> grpc() {
        return Arrays.stream(text("grpc").split(",", -1))
                .map(Endpoint::of)
                .peek(node -> checkLoopback(new InetSocketAddress(node.host(), node.port())))
                .toList();
    }

    /** The server processes of {@code --pids}, separated by commas; empty where none are named. */
    List<Long> pids() {
        String pids = text("pids", "");
        return pids.isEmpty()
                ? List.of()
                : Arrays.stream(pids.split(",", -1)).map(Long::valueOf).toList();
    }

    private static void checkLoopback(InetSocketAddress address) {
        if (address.getAddress() == null || !address.getAddress().isLoopbackAddress()) {
            throw new IllegalArgumentException("load goes to loopback only, not to " + address);
        }
    }
}
