package io.maregistry.tests;

import static io.maregistry.tests.Samples.persistent;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.maregistry.testkit.HttpCalls;
import io.maregistry.testkit.LocalCluster;
import io.maregistry.testkit.history.History;
import io.maregistry.testkit.history.Linearizability;
import io.maregistry.testkit.history.Operation;
import io.maregistry.testkit.history.Operation.Kind;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** P2: registers, unregisters and linearizable reads on all nodes have one order, while leaders come and go. */
@Timeout(180)
class LinearizableTest {

    private static final int CLIENTS = 5;
    private static final int CALLS = 200;
    private static final int INSTANCES = 5;
    private static final int NODES = 3;
    private static final List<Kind> KINDS = List.of(Kind.REGISTER, Kind.UNREGISTER, Kind.READ);
    private static final String SERVICE = "linear.A";

    @TempDir
    Path directory;

    @Test
    void callsHaveOneOrderWhileLeadersChange() {
        History history = new History();
        int changes = 0;
        try (LocalCluster cluster = LocalCluster.in(directory).nodes(NODES).start()) {
            ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
            try {
                List<CompletableFuture<Void>> clients = new ArrayList<>();
                for (int client = 0; client < CLIENTS; client++) {
                    Random random = new Random(client);
                    clients.add(CompletableFuture.runAsync(() -> call(cluster, random, history), threads));
                }
                CompletableFuture<Void> all = CompletableFuture.allOf(clients.toArray(CompletableFuture[]::new));
                while (!all.isDone()) {
                    changes += changeLeader(cluster, changes % 2 == 0);
                }
                all.join();
            } finally {
                threads.shutdownNow();
            }
        }

        List<Operation> operations = history.operations();
        assertThat(changes).isGreaterThanOrEqualTo(2);
        assertThat(operations).hasSizeGreaterThan(CLIENTS * CALLS / 2);
        assertThat(operations).anyMatch(one -> one.kind() == Kind.READ && one.argument() != 0);
        assertThat(Linearizability.holds(operations)).as("%s", operations).isTrue();
    }

    private static int changeLeader(LocalCluster cluster, boolean byStopping) {
        LocalCluster.Node leader = cluster.leader();
        if (byStopping) {
            leader.stop();
            leader.start();
            leader.awaitReady();
            return 1;
        }
        String to = cluster.follower().name();
        return leader.http()
                                .post("/v1/cluster/transfer", "{\"to\":\"" + to + "\"}")
                                .status()
                        == 200
                ? 1
                : 0;
    }

    private static void call(LocalCluster cluster, Random random, History history) {
        for (int at = 0; at < CALLS; at++) {
            HttpCalls node = cluster.node(1 + random.nextInt(NODES)).http();
            int number = random.nextInt(INSTANCES);
            switch (KINDS.get(random.nextInt(KINDS.size()))) {
                case REGISTER -> write(node, Kind.REGISTER, "/reg", number, history);
                case UNREGISTER -> write(node, Kind.UNREGISTER, "/unreg", number, history);
                case READ -> read(node, history);
            }
        }
    }

    private static void write(HttpCalls node, Kind kind, String path, int number, History history) {
        long begin = history.begin();
        try {
            int status =
                    node.post(path + "?service=" + SERVICE, persistent(number)).status();
            if (status == 200) {
                history.end(kind, number, begin);
            } else if (status == 504) {
                history.unknown(kind, number, begin);
            } // else it was surely not done, and must not show
        } catch (UncheckedIOException lost) {
            history.unknown(kind, number, begin);
        }
    }

    private static void read(HttpCalls node, History history) {
        long begin = history.begin();
        try {
            HttpCalls.Answer answer = node.get("/findAll?consistency=linearizable&service=" + SERVICE);
            if (answer.status() == 200) {
                history.end(Kind.READ, list(answer.json()), begin);
            }
        } catch (UncheckedIOException stopped) {
            assertThat(stopped).hasMessageContaining(node.base());
        }
    }

    private static long list(JsonNode instances) {
        long list = 0;
        for (JsonNode instance : instances) {
            list |= 1L << instance.path("context").asInt();
        }
        return list;
    }
}
