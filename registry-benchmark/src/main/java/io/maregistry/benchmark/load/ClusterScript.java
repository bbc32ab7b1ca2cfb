package io.maregistry.benchmark.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code scripts/cluster} on a running cluster, and who leads there.
 *
 * @param targets the nodes
 * @param words the script and the cluster's folder
 */
record ClusterScript(List<InetSocketAddress> targets, List<String> words) {

    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final Pattern NAME = Pattern.compile("\"name\":\"n([0-9]+)\"");

    static ClusterScript of(Arguments arguments) {
        return new ClusterScript(
                arguments.targets(), List.of(arguments.text("cluster"), "--data", arguments.text("data")));
    }

    /** Runs a subcommand, {@code kill} say, on the node of that number. */
    void run(String subcommand, String node) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(words);
        line.addAll(List.of(subcommand, node));
        Commands.run(line);
    }

    /** The number of the node that leads. */
    String leader() throws IOException {
        for (InetSocketAddress target : targets) {
            try (PlainConnection connection = PlainConnection.open(target, LIMIT)) {
                byte[] answer = connection.ask(Requests.get("/leader").next(target));
                Matcher name = NAME.matcher(new String(answer, StandardCharsets.UTF_8));
                if (PlainConnection.status(answer) == 200 && name.find()) {
                    return name.group(1);
                }
            } catch (IOException e) {
                System.err.println("load: " + target + " does not say who leads: " + e.getMessage());
            }
        }
        throw new IOException("no node knows a leader");
    }
}
