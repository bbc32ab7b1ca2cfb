package io.maregistry.tests;

import static io.maregistry.tests.Samples.registerPersistent;
import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.testkit.Replicas;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** P9, F10: damaged data is refused with one clear line, or the server has everything all the same. Never a guess. */
@Timeout(900)
class SpoiltDataIT {

    private static final String OFTEN = "--snapshot-every-entries=50";

    @TempDir
    Path directory;

    @Test
    void anyDamagedFileOfALoneNodeIsRefusedOrHarmless() throws IOException {
        try (ServerProcess server = ProcessCluster.of(1, directory, OFTEN).node(1)) {
            server.start().awaitReady();
            registerPersistent(server.http(), "spoilt.A", 0, 130);
            server.kill(); // so that the next start makes tables of the log
            server.start().awaitReady();
            registerPersistent(server.http(), "spoilt.A", 130, 140);
            String whole = server.http().get("/snapshot").body();
            server.terminate();
            server.awaitEnd();
            Path sound = directory.resolve("sound");
            Folders.copy(server.data(), sound);

            List<String> refused = new ArrayList<>();
            for (Path file : damageable(sound)) {
                Folders.delete(server.data());
                Folders.copy(sound, server.data());
                flipAByteInTheMiddle(server.data().resolve(sound.relativize(file)));
                if (isRefused(server, whole)) {
                    refused.add(sound.relativize(file).toString());
                }
            }

            assertThat(refused)
                    .contains("node.json", "raft/meta/vote", "raft/log/CURRENT")
                    .anyMatch(file -> file.endsWith(".sst"))
                    .anyMatch(file -> file.endsWith(".log"))
                    .anyMatch(file -> file.startsWith("raft/snapshot/"));
        }
    }

    @Test
    void spoiltNodeStaysAwayAndTheOthersGoOn() throws IOException {
        try (ProcessCluster cluster = ProcessCluster.of(3, directory).start()) {
            registerPersistent(cluster.node(1).http(), "spoilt.B", 0, 50);
            ServerProcess spoilt = cluster.node(2);
            spoilt.kill();
            try (Stream<Path> files = Files.walk(spoilt.data().resolve("raft/log"))) {
                for (Path log :
                        files.filter(file -> file.toString().endsWith(".log")).toList()) {
                    flipAByteInTheMiddle(log);
                }
            }

            assertThat(isRefused(spoilt.start())).isTrue();

            List<ServerProcess> others = List.of(cluster.node(1), cluster.node(3));
            registerPersistent(others.get(1).http(), "spoilt.B", 50, 60);
            assertThat(Replicas.awaitCommonIndex(
                            others.stream().map(ServerProcess::http).toList()))
                    .hasSize(1);
        }
    }

    /** Starts the server: false where it serves, and then all that there was. */
    private static boolean isRefused(ServerProcess server, String whole) {
        if (isRefused(server.start())) {
            return true;
        }
        assertThat(server.http().get("/snapshot").body()).isEqualTo(whole);
        server.terminate();
        server.awaitEnd();
        return false;
    }

    private static boolean isRefused(ServerProcess started) {
        Awaitility.await("it serves or ends")
                .atMost(ServerProcess.PATIENCE)
                .until(() -> !started.isAlive() || started.http().isOk("/readyz"));
        if (started.isAlive()) {
            return false;
        }
        ServerProcess.Ended ended = started.awaitEnd();
        assertThat(ended.err().lines()).singleElement().asString().startsWith("maregistry: ");
        assertThat(ended.code()).as(ended.err()).isIn(65, 70);
        return true;
    }

    private static List<Path> damageable(Path data) throws IOException {
        try (Stream<Path> files = Files.walk(data)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !List.of("lock", "LOCK", "LOG").contains(String.valueOf(file.getFileName())))
                    .filter(file -> !String.valueOf(file.getFileName()).startsWith("LOG.old"))
                    .filter(file -> !String.valueOf(file.getFileName()).startsWith("OPTIONS"))
                    .filter(file -> file.toFile().length() > 0)
                    .sorted()
                    .toList();
        }
    }

    private static void flipAByteInTheMiddle(Path file) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            if (bytes.length() == 0) {
                return;
            }
            long middle = bytes.length() / 2;
            bytes.seek(middle);
            int old = bytes.read();
            bytes.seek(middle);
            bytes.write(old ^ 0x10);
        }
    }
}
