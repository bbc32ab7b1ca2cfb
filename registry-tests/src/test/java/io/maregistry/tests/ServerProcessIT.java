package io.maregistry.tests;

import static io.maregistry.tests.Samples.listed;
import static io.maregistry.tests.Samples.registerPersistent;
import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.testkit.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How a server starts, stops and refuses to start, as a process: exit codes and one clear line. */
@Timeout(600)
class ServerProcessIT {

    private static final int ENDED_BY_SIGTERM = 143;

    @TempDir
    Path directory;

    static List<Path> jdks() throws IOException {
        return Jdks.homes();
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void serverWritesStopsAndStartsAgainWithEverything(Path jdk) {
        try (ServerProcess server = ProcessCluster.of(1, directory).node(1)) {
            server.on(jdk).start().awaitReady();
            registerPersistent(server.http(), "process.A", 0, 20);

            assertStopsCleanly(server);
            server.start().awaitReady();

            assertThat(listed(server.http(), "process.A")).isEqualTo(20);
            assertThat(server.log().lines().filter(line -> line.contains("ERROR")))
                    .isEmpty();
        }
    }

    @Test
    void nodesOfAClusterStopCleanlyOneAfterTheOther() {
        try (ProcessCluster cluster = ProcessCluster.of(3, directory).start()) {
            registerPersistent(cluster.node(1).http(), "process.B", 0, 20);

            cluster.nodes().forEach(ServerProcessIT::assertStopsCleanly);

            cluster.start();
            for (ServerProcess node : cluster.nodes()) {
                assertThat(listed(node.http(), "process.B")).as(node.name()).isEqualTo(20);
            }
        }
    }

    private static void assertStopsCleanly(ServerProcess server) {
        server.terminate();
        ServerProcess.Ended ended = server.awaitEnd();

        assertThat(ended.code()).isIn(0, ENDED_BY_SIGTERM);
        assertThat(ended.err()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP", "node"})
    void portThatIsInUseIsTold(String which) throws IOException {
        ServerProcess server = ProcessCluster.of(1, directory).node(1);
        int port = which.equals("HTTP") ? server.place().http() : server.place().node();
        try (server;
                ServerSocket held = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            assertThat(held.isBound()).isTrue();

            ServerProcess.Ended ended = server.start().awaitEnd();

            assertThat(ended.code()).isEqualTo(69);
            assertThat(ended.err().lines())
                    .singleElement()
                    .asString()
                    .startsWith("maregistry: ")
                    .contains(":" + port);
        }
    }

    @Test
    void secondServerOnTheSameDataIsRefused() {
        try (ServerProcess first = ProcessCluster.of(1, directory).node(1).start();
                ServerProcess second = new ServerProcess(directory.resolve("n1"), otherPorts(), List.of())) {
            first.awaitReady();

            ServerProcess.Ended ended = second.start().awaitEnd();

            assertThat(ended.code()).isEqualTo(65);
            assertThat(ended.err().lines())
                    .singleElement()
                    .asString()
                    .startsWith("maregistry: data directory " + first.data() + " is in use by process ");
            registerPersistent(first.http(), "process.C", 0, 3);
        }
    }

    private static ServerProcess.Place otherPorts() {
        List<Integer> ports = FreePorts.take(3);
        return new ServerProcess.Place("n1", ports.get(0), ports.get(1), ports.get(2));
    }
}
