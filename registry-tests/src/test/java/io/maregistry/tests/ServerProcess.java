package io.maregistry.tests;

import io.maregistry.testkit.HttpCalls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One server of the built distribution as a process of its own, with a folder and ports that it keeps when it is started
 * again. Only what this class started is ever signalled. One thread.
 */
final class ServerProcess implements AutoCloseable {

    /** How long anything that a server must do may take in a test. */
    static final Duration PATIENCE = Duration.ofMinutes(2);

    /** So that processes start fast and several fit on a small machine. */
    static final String JAVA_OPTS = "-Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1";

    private static final String USUAL_HEAP = "-Xmx256m";

    private static final Path LAUNCHER = Path.of("../registry-server/target/maregistry/bin/maregistry")
            .toAbsolutePath()
            .normalize();

    private final Path folder;
    private final Place place;
    private final List<String> flags;
    private final HttpCalls http;
    private @Nullable Path jdk;
    private @Nullable Path temporary;
    private String heap = USUAL_HEAP;
    private @Nullable Process process;

    /**
     * Who the server is.
     *
     * @param http its HTTP port
     * @param grpc its gRPC port
     * @param node its node port
     */
    record Place(String name, int http, int grpc, int node) {}

    /** How a process ended: its exit code and all that it wrote to the error stream. */
    record Ended(int code, String err) {}

    ServerProcess(Path folder, Place place, List<String> flags) {
        this.folder = folder;
        this.place = place;
        this.flags = List.copyOf(flags);
        this.http = new HttpCalls("http://127.0.0.1:" + place.http());
    }

    String name() {
        return place.name();
    }

    Place place() {
        return place;
    }

    HttpCalls http() {
        return http;
    }

    /** Where the node keeps its data. */
    Path data() {
        return folder.resolve("data");
    }

    /** Starts it on that JDK from now on. */
    ServerProcess on(Path home) {
        jdk = home;
        return this;
    }

    /** Gives it a folder of its own for temporary files from now on. */
    ServerProcess withTemporary(Path own) {
        temporary = own;
        return this;
    }

    /** Gives it that much heap from now on. */
    ServerProcess withHeap(String most) {
        heap = "-Xmx" + most;
        return this;
    }

    /** Starts the process; {@link #awaitReady} waits until it serves. */
    ServerProcess start() {
        if (process != null && process.isAlive()) {
            throw new IllegalStateException(name() + " runs already");
        }
        if (!Files.isExecutable(LAUNCHER)) {
            throw new IllegalStateException(LAUNCHER + " is missing: package registry-server first");
        }
        try {
            Files.createDirectories(folder);
            ProcessBuilder builder = new ProcessBuilder(command())
                    .directory(folder.toFile())
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            folder.resolve("out").toFile()))
                    .redirectError(folder.resolve("err").toFile());
            builder.environment().keySet().removeIf(key -> key.startsWith("MAREGISTRY_"));
            builder.environment().put("JAVA_OPTS", javaOptions());
            if (jdk != null) {
                builder.environment().put("MAREGISTRY_JAVA_HOME", jdk.toString());
            }
            process = builder.start();
        } catch (IOException unable) {
            throw new UncheckedIOException(unable);
        }
        return this;
    }

    private String javaOptions() {
        String options = JAVA_OPTS.replace(USUAL_HEAP, heap);
        return temporary == null ? options : options + " -Djava.io.tmpdir=" + temporary;
    }

    private List<String> command() {
        List<String> command = new ArrayList<>(List.of(
                LAUNCHER.toString(),
                "server",
                "--node-name=" + place.name(),
                "--data-dir=" + data(),
                "--http-listen=127.0.0.1:" + place.http(),
                "--grpc-listen=127.0.0.1:" + place.grpc(),
                "--raft-listen=127.0.0.1:" + place.node()));
        command.addAll(flags);
        return command;
    }

    boolean isAlive() {
        return process != null && process.isAlive();
    }

    /** Waits until the node serves and knows a leader; fails at once where the process ends. */
    ServerProcess awaitReady() {
        try {
            Awaitility.await().atMost(PATIENCE).until(() -> {
                if (!isAlive()) {
                    throw new IllegalStateException(name() + " has ended: " + err() + tail());
                }
                return http.isOk("/readyz?quorum=true");
            });
        } catch (ConditionTimeoutException late) {
            throw new IllegalStateException(
                    name() + " is not ready: " + http.get("/readyz?quorum=true") + "\n" + tail(), late);
        }
        return this;
    }

    /** kill -9; returns when the process is gone. */
    void kill() {
        running().destroyForcibly();
        awaitEnd();
    }

    /** SIGSTOP: it stands still when this returns, and its connections stay open. */
    void pause() {
        signal("STOP");
        Path status = Path.of("/proc", Long.toString(running().pid()), "stat");
        if (Files.exists(status)) { // the signal takes effect when the process is next scheduled
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> Files.readString(status).contains(") T "));
        }
    }

    /** SIGCONT, behind {@link #pause}. */
    void resume() {
        signal("CONT");
    }

    private void signal(String name) {
        try {
            Process kill = new ProcessBuilder(
                            "kill", "-" + name, Long.toString(running().pid()))
                    .inheritIO()
                    .start();
            if (kill.waitFor() != 0) {
                throw new IllegalStateException("SIG" + name + " did not reach " + name());
            }
        } catch (IOException unable) {
            throw new UncheckedIOException(unable);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", interrupted);
        }
    }

    /** SIGTERM; returns at once. */
    void terminate() {
        running().destroy();
    }

    /** Waits until the process has ended by itself or by a signal. */
    Ended awaitEnd() {
        Process ending = running();
        try {
            if (!ending.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException(name() + " does not end: " + tail());
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", interrupted);
        }
        return new Ended(ending.exitValue(), err());
    }

    private Process running() {
        if (process == null) {
            throw new IllegalStateException(name() + " was not started");
        }
        return process;
    }

    /** All that it logged since its folder is there. */
    String log() {
        return read("out");
    }

    private String err() {
        return read("err");
    }

    private String tail() {
        List<String> lines = log().lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
    }

    private String read(String file) {
        try {
            return Files.readString(folder.resolve(file), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Ends the process, where it still runs. */
    @Override
    public void close() {
        if (isAlive()) {
            kill();
        }
    }
}
