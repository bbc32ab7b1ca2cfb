package io.maregistry.tests;

import io.maregistry.testkit.HttpCalls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** One of the Spring samples as a process of its own. Only what this class started is ever signalled. One thread. */
final class SpringProcess implements AutoCloseable {

    private static final Path SAMPLES = Path.of("../samples").toAbsolutePath().normalize();

    private final String name;
    private final Path log;
    private final HttpCalls http;
    private final int port;
    private final Process process;

    /** The lines of Spring Boot that the samples run on. */
    enum Line {
        BOOT_3,
        BOOT_4
    }

    private SpringProcess(String name, Path log, int port, Process process) {
        this.name = name;
        this.log = log;
        this.port = port;
        this.http = new HttpCalls("http://127.0.0.1:" + port);
        this.process = process;
    }

    /** Starts the {@code provider} or the {@code consumer} on a port, with the registry's nodes as {@code host:port}. */
    static SpringProcess start(String sample, Line line, int port, String nodes, Path directory) {
        Path module = SAMPLES.resolve("spring-" + sample);
        Path jar = module.resolve("target/sample-spring-" + sample + ".jar");
        Path libraries = (line == Line.BOOT_3 ? module : SAMPLES.resolve("spring-boot4")).resolve("target/lib");
        if (Files.notExists(jar) || Files.notExists(libraries)) {
            throw new IllegalStateException(jar + " or " + libraries + " is missing: package the samples first");
        }
        String main = "io.maregistry.samples.spring." + sample + "."
                + sample.substring(0, 1).toUpperCase(Locale.ROOT) + sample.substring(1) + "Application";
        String name = sample + "-" + line + "-" + port;
        Path log = directory.resolve(name + ".log");
        try {
            Process process = new ProcessBuilder(List.of(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx96m",
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            jar + ":" + libraries + "/*",
                            main,
                            "--server.port=" + port,
                            "--maregistry.endpoints=" + nodes))
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            return new SpringProcess(name, log, port, process);
        } catch (IOException unable) {
            throw new UncheckedIOException(unable);
        }
    }

    int port() {
        return port;
    }

    HttpCalls http() {
        return http;
    }

    /** Waits until it says that it is registered; fails at once where the process ends. */
    SpringProcess awaitRegistered() {
        Awaitility.await(name + " is registered").atMost(ServerProcess.PATIENCE).until(() -> {
            if (!process.isAlive()) {
                throw new IllegalStateException(name + " has ended: " + log());
            }
            return log().contains(" registered\n");
        });
        return this;
    }

    /** SIGTERM; returns its exit code when the process has ended. */
    int stop() {
        process.destroy();
        try {
            if (!process.waitFor(ServerProcess.PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException(name + " does not end: " + log());
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", interrupted);
        }
        return process.exitValue();
    }

    /** All that it wrote. */
    String log() {
        try {
            return Files.readString(log, StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    @Override
    public String toString() {
        return name;
    }

    /** Ends the process, where it still runs. */
    @Override
    public void close() {
        process.destroyForcibly();
    }
}
