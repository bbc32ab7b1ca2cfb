package io.maregistry.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Loopback ports that nobody uses at the moment. They lie below those that operating systems give to outgoing
 * connections, so that a port stays free while the node that owns it is stopped.
 */
public final class FreePorts {

    private static final int LOWEST = 15_000;
    private static final int HIGHEST = 29_999;
    private static final int ATTEMPTS = 1_000;

    private FreePorts() {}

    /** {@code count} different ones, all held at once while they are looked for. */
    public static List<Integer> take(int count) {
        return search(first -> IntStream.range(first, first + count).boxed().toList());
    }

    /** The HTTP port of the first of {@code nodes} nodes as {@code scripts/cluster} numbers ports. */
    public static int base(int nodes) {
        return search(first -> IntStream.range(first, first + nodes)
                        .boxed()
                        .flatMap(http -> List.of(http, http + 1_000, http + 2_000).stream())
                        .toList())
                .get(0);
    }

    private static List<Integer> search(IntFunction<List<Integer>> wanted) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            List<Integer> ports = wanted.apply(ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST - 2_000));
            if (areFree(ports)) {
                return ports;
            }
        }
        throw new IllegalStateException("no free loopback ports from " + LOWEST + " to " + HIGHEST);
    }

    private static boolean areFree(List<Integer> ports) {
        List<ServerSocket> held = new ArrayList<>();
        try {
            for (int port : ports) {
                ServerSocket socket = new ServerSocket();
                held.add(socket);
                socket.setReuseAddress(true);
                socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            }
            return true;
        } catch (IOException inUse) {
            return false;
        } finally {
            held.forEach(FreePorts::close);
        }
    }

    private static void close(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException unable) {
            throw new IllegalStateException("a probing socket cannot be closed", unable);
        }
    }
}
