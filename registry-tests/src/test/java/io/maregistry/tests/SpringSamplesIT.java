package io.maregistry.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.testkit.FreePorts;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Programs on both lines of Spring Boot find and call each other through three nodes, and nothing is felt when the leader
 * is killed: no registration and no call fails. Real processes.
 */
@Timeout(900)
class SpringSamplesIT {

    private static final int SIGTERM = 128 + 15;

    @TempDir
    Path directory;

    private final List<SpringProcess> programs = new ArrayList<>();
    private final List<Integer> ports = new ArrayList<>(FreePorts.take(5));

    @AfterEach
    void endThem() {
        programs.forEach(SpringProcess::close);
    }

    @Test
    void programsOnBothLinesOfBootCallEachOtherWhileTheLeaderIsKilledAndProvidersStop() {
        try (ProcessCluster cluster = ProcessCluster.of(3, directory).start()) {
            SpringProcess older =
                    start("provider", SpringProcess.Line.BOOT_3, cluster).awaitRegistered();
            SpringProcess newer =
                    start("provider", SpringProcess.Line.BOOT_4, cluster).awaitRegistered();
            SpringProcess onOlder =
                    start("consumer", SpringProcess.Line.BOOT_3, cluster).awaitRegistered();
            SpringProcess onNewer =
                    start("consumer", SpringProcess.Line.BOOT_4, cluster).awaitRegistered();

            try (SteadyCaller first = caller(onOlder);
                    SteadyCaller second = caller(onNewer)) {
                List<SteadyCaller> callers = List.of(first, second);
                callers.forEach(caller -> caller.awaitAnswers(greetings(older, newer)));

                ServerProcess killed = cluster.leader();
                killed.kill();
                SpringProcess late =
                        start("provider", SpringProcess.Line.BOOT_4, cluster).awaitRegistered();
                callers.forEach(caller -> caller.awaitAnswers(greetings(older, newer, late)));

                assertThat(older.stop()).isEqualTo(SIGTERM);
                assertThat(newer.stop()).isEqualTo(SIGTERM);
                killed.start().awaitReady();
                callers.forEach(caller -> caller.awaitMore(100));

                assertThat(callers)
                        .allSatisfy(caller -> assertThat(caller.failures()).isEmpty());
            }
            assertThat(programs).allSatisfy(program -> assertThat(program.log()).doesNotContain("not registered"));
        }
    }

    private SpringProcess start(String sample, SpringProcess.Line line, ProcessCluster cluster) {
        String nodes = cluster.nodes().stream()
                .map(node -> "127.0.0.1:" + node.place().grpc())
                .collect(Collectors.joining(","));
        SpringProcess program = SpringProcess.start(sample, line, ports.remove(0), nodes, directory);
        programs.add(program);
        return program;
    }

    private static SteadyCaller caller(SpringProcess consumer) {
        return SteadyCaller.of(consumer.toString(), consumer.http(), "/welcome");
    }

    private static List<String> greetings(SpringProcess... providers) {
        return List.of(providers).stream()
                .map(provider -> "hello from " + provider.port())
                .toList();
    }
}
