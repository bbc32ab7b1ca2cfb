package io.maregistry.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.testkit.FreePorts;
import io.maregistry.testkit.HttpCalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The scripts that a newcomer runs first, on free ports: each says by its exit code that all is well. */
@Timeout(480) // more than a script has, and its end
class ScriptsIT {

    private static final Path SCRIPTS = Path.of("../scripts").toAbsolutePath().normalize();
    private static final long LONGEST_SECONDS = 380;
    private static final int NODES = 3;

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"v1.0", "v2.0", "v3.0", "v4.0", "v5.0", "v6.0", "v7.0", "v8.0", "v9.0", "redis-registry"})
    void scenarioHolds(String version) throws Exception {
        assertEnded(0, run("scenarios/" + version, "--base-port", freeBasePort()));
    }

    @Test
    void demonstrationOfFailoverLosesNothing() throws Exception {
        assertEnded(0, run("demo-failover", "--kills", "2", "--load", "1", "--base-port", freeBasePort()));
    }

    /** By namespaces where the machine lets us make them. */
    @Test
    void demonstrationOfPartitionHolds() throws Exception {
        assertEnded(0, run("demo-partition", "--base-port", freeBasePort()));
    }

    @Test
    void demonstrationOfPartitionHoldsByPausingToo() throws Exception {
        assertEnded(0, run("demo-partition", "--pause", "--base-port", freeBasePort()));
    }

    @Test
    void sceneOfTheCentreHolds() throws Exception {
        assertEnded(0, run("scenarios/centre", "--base-port", freeBasePort()));
    }

    @Test
    void demonstrationOfSplitBrainShowsWhatIsLostAndWhereNothingIs() throws Exception {
        assertEnded(0, run("demo-split-brain", "--base-port", freeBasePort()));
    }

    @Test
    void demonstrationOfSplitBrainShowsItByPausingToo() throws Exception {
        assertEnded(0, run("demo-split-brain", "--pause", "--base-port", freeBasePort()));
    }

    @Test
    void clusterInHashModeIsStartedLookedAtAndStopped() throws Exception {
        String base = freeBasePort();
        try {
            assertEnded(0, cluster("up", "--mode", "hash", "--nodes", "2", "--base-port", base));
            Ended status = cluster("status");
            assertEnded(0, status);
            assertThat(status.output()).containsOnlyOnce("leader").contains("claim", "follower");
            assertEnded(2, cluster("up", "--mode", "raft"));
            assertEnded(0, cluster("kill", "1", "2"));
            assertEnded(0, cluster("start", "2"));
        } finally {
            assertEnded(0, cluster("down"));
        }
    }

    @Test
    void clusterIsStartedLookedAtAndStopped() throws Exception {
        String base = freeBasePort();
        try {
            Ended up = cluster("up", "--nodes", Integer.toString(NODES), "--base-port", base);
            assertEnded(0, up);
            assertThat(up.output()).contains("http://127.0.0.1:" + base);
            Ended status = cluster("status");
            assertEnded(0, status);
            assertThat(status.output()).containsOnlyOnce("leader").contains("n1", "n2", "n3");

            assertEnded(0, cluster("kill", "2"));
            assertEnded(3, cluster("status"));
            assertEnded(1, cluster("kill", "3", "2"));
            assertThat(directory.resolve("cluster/n3/pid")).doesNotExist();
            assertEnded(0, cluster("start", "2", "3"));
            assertEnded(0, cluster("stop", "1"));
            assertEnded(0, cluster("up"));
            assertEnded(0, cluster("status"));
        } finally {
            assertEnded(0, cluster("down"));
        }
        assertEnded(3, cluster("status"));
    }

    @Test
    void freshClusterHasNothingOfTheOneBeforeThoughItIsForgotten() throws Exception {
        String base = freeBasePort();
        HttpCalls node = new HttpCalls("http://127.0.0.1:" + base);
        try {
            assertEnded(0, cluster("up", "--nodes", "1", "--base-port", base));
            Samples.registerPersistent(node, "scripts.Fresh", 0, 1);
            Files.delete(directory.resolve("cluster/cluster"));

            assertEnded(0, cluster("up", "--fresh", "--nodes", "1", "--base-port", base));

            assertThat(Samples.listed(node, "scripts.Fresh")).isZero();
        } finally {
            assertEnded(0, cluster("down"));
        }
    }

    @Test
    void folderOfAClusterThatCannotBeStoppedIsKept() throws Exception {
        Path data = Files.createDirectory(directory.resolve("own"));
        String lines = ". \"$1/lib.sh\"; cluster() { return 1; }; OWN_DATA=$2; end_own_cluster";

        Ended ended = execute(List.of("bash", "-c", lines, "script", SCRIPTS.toString(), data.toString()));

        assertThat(ended.output()).contains("could not be stopped").contains(data.toString());
        assertThat(data).exists();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--data=", "--nodes=8", "--base-port=x", "--mode=none", "--no-such", "n4"})
    void wrongCommandLineIsAMatterOfUsage(String word) throws Exception {
        assertEnded(2, run("cluster", "status", word));
    }

    private record Ended(int code, String output) {}

    private static void assertEnded(int code, Ended ended) {
        assertThat(ended.code()).as(ended.output()).isEqualTo(code);
    }

    private static String freeBasePort() {
        return Integer.toString(FreePorts.base(NODES));
    }

    private Ended cluster(String... arguments) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(Arrays.asList(arguments));
        all.add("--data");
        all.add(directory.resolve("cluster").toString());
        return run("cluster", all.toArray(String[]::new));
    }

    private Ended run(String script, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(SCRIPTS.resolve(script).toString()));
        command.addAll(Arrays.asList(arguments));
        return execute(command);
    }

    private Ended execute(List<String> command) throws IOException, InterruptedException {
        Path output = Files.createTempFile(directory, "output", "");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().keySet().removeIf(key -> key.startsWith("MAREGISTRY_") || key.equals("SERVER_BIN"));
        builder.environment().put("JAVA_OPTS", ServerProcess.JAVA_OPTS);
        builder.environment().put("TMPDIR", directory.toString());
        Process process = builder.start();
        if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
            process.destroy(); // its trap stops the cluster that it started
            process.waitFor(90, TimeUnit.SECONDS);
            process.destroyForcibly();
            throw new AssertionError(
                    command + " takes longer than " + LONGEST_SECONDS + " s: " + Files.readString(output));
        }
        return new Ended(process.exitValue(), Files.readString(output));
    }
}
