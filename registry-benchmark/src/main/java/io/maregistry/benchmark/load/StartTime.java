package io.maregistry.benchmark.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** How long a lone node takes from its start, with an empty data directory, to its first 200 on /readyz. */
final class StartTime {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration ASK_LIMIT = Duration.ofMillis(500);
    private static final long PAUSE_MILLIS = 5;
    private static final int PORTS = 3;

    private final String launcher;
    private final int starts;

    private StartTime(String launcher, int starts) {
        this.launcher = launcher;
        this.starts = starts;
    }

    static StartTime of(Arguments arguments) {
        return new StartTime(arguments.text("launcher"), arguments.number("starts", 10));
    }

    /** A row: the shortest, the median and the longest time. */
    String run() throws IOException, InterruptedException {
        List<Long> millis = new ArrayList<>();
        for (int start = 0; start < starts; start++) {
            millis.add(oneStart().toMillis());
        }
        List<Long> sorted = millis.stream().sorted().toList();
        return "| lone node, start to first 200 on /readyz | " + starts + " starts | min " + sorted.get(0)
                + " ms, median " + sorted.get(sorted.size() / 2) + " ms, max " + sorted.get(sorted.size() - 1)
                + " ms |";
    }

    private Duration oneStart() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("start");
        Path log = Files.createTempFile("start", ".log");
        List<Integer> ports = freePorts();
        long began = System.nanoTime();
        Process node = Commands.start(
                List.of(
                        launcher,
                        "server",
                        "--node-name=n1",
                        "--data-dir=" + folder,
                        "--http-listen=127.0.0.1:" + ports.get(0),
                        "--grpc-listen=127.0.0.1:" + ports.get(1),
                        "--raft-listen=127.0.0.1:" + ports.get(2)),
                log);
        try {
            waitUntilReady(node, ports.get(0), began);
            return Duration.ofNanos(System.nanoTime() - began);
        } catch (IOException e) {
            throw new IOException(e.getMessage() + "; it said: " + Files.readString(log), e);
        } finally {
            node.destroy();
            if (!node.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                node.destroyForcibly();
            }
            delete(folder);
            Files.delete(log);
        }
    }

    private static void waitUntilReady(Process node, int port, long began) throws IOException, InterruptedException {
        while (!isReady(port)) {
            if (!node.isAlive() || System.nanoTime() - began > LIMIT.toNanos()) {
                throw new IOException("the node did not get ready");
            }
            Thread.sleep(PAUSE_MILLIS);
        }
    }

    private static boolean isReady(int port) {
        InetSocketAddress target = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        try (PlainConnection connection = PlainConnection.open(target, ASK_LIMIT)) {
            return PlainConnection.status(connection.ask(Requests.get("/readyz").next(target))) == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    private static List<Integer> freePorts() throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        List<Integer> ports = new ArrayList<>();
        for (int number = 0; number < PORTS; number++) {
            ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            sockets.add(socket);
            ports.add(socket.getLocalPort());
        }
        for (ServerSocket socket : sockets) {
            socket.close();
        }
        return ports;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
