package io.maregistry.tests;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A port of this machine in front of a server, which goes up, down, slow and resetting as a test wants: what is behind it
 * stays a real server. Any thread; {@link #be} waits for nothing.
 */
final class Relay implements AutoCloseable {

    /** What it does with connections, those that are open included. */
    enum Conduct {
        /** Hands on what is said. */
        PASSING,
        /** Takes connections and says nothing. */
        SLOW,
        /** Takes connections and resets them. */
        RESETTING,
        /** Nobody listens. */
        DOWN
    }

    private final int behind;
    private final int port;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "relay");
        thread.setDaemon(true);
        return thread;
    });
    private ServerSocket listening; // guarded by this
    private volatile Conduct conduct = Conduct.PASSING;

    /** In front of that port; passing. */
    Relay(int behind) {
        this.behind = behind;
        this.listening = listen(0);
        this.port = listening.getLocalPort();
        accept(listening);
    }

    int port() {
        return port;
    }

    /** Conducts itself so from now on. */
    synchronized void be(Conduct next) {
        conduct = next;
        try {
            if (next == Conduct.DOWN) {
                listening.close();
            } else if (listening.isClosed()) {
                listening = listen(port);
                accept(listening);
            }
        } catch (IOException unable) {
            throw new UncheckedIOException(unable);
        }
        open.forEach(Relay::end);
    }

    private static ServerSocket listen(int port) {
        try {
            ServerSocket made = new ServerSocket();
            made.setReuseAddress(true);
            made.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
            return made;
        } catch (IOException unable) {
            throw new UncheckedIOException(unable);
        }
    }

    private void accept(ServerSocket from) {
        threads.execute(() -> {
            while (!from.isClosed()) {
                try {
                    Socket client = from.accept();
                    open.add(client);
                    threads.execute(() -> treat(client));
                } catch (IOException closed) {
                    return;
                }
            }
        });
    }

    private void treat(Socket client) {
        try (client) {
            switch (conduct) {
                case PASSING -> pass(client);
                case SLOW -> client.getInputStream().transferTo(OutputStream.nullOutputStream());
                case RESETTING, DOWN -> client.setSoLinger(true, 0);
            }
        } catch (IOException gone) {
            end(client); // the other side has had enough
        } finally {
            open.remove(client);
        }
    }

    private void pass(Socket client) throws IOException {
        try (Socket server = new Socket(InetAddress.getLoopbackAddress(), behind)) {
            threads.execute(() -> copy(client, server));
            server.getInputStream().transferTo(client.getOutputStream());
        }
    }

    private static void copy(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException gone) {
            end(to);
        }
    }

    private static void end(Socket socket) {
        try {
            socket.close();
        } catch (IOException unable) {
            throw new UncheckedIOException(unable);
        }
    }

    @Override
    public void close() {
        be(Conduct.DOWN);
        threads.shutdownNow();
    }
}
