package io.maregistry.server.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Stands between a store and its server, so that a test can take the server away, make it silent, or break the connection
 * behind any byte. Loopback; any thread.
 */
public final class TestProxy implements AutoCloseable {

    private static final int BUFFER = 16 << 10;

    /** What becomes of connections. */
    public enum Mode {
        PASS,
        /** Every connection is closed at once. */
        AWAY,
        /** Connections stand, and nothing that is said arrives. */
        SILENT
    }

    private final ServerSocket listener;
    private final InetSocketAddress server;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicLong bytesLeft = new AtomicLong(Long.MAX_VALUE);
    private final AtomicLong bytesUntilSilence = new AtomicLong(Long.MAX_VALUE);
    private volatile Mode mode = Mode.PASS;

    private TestProxy(ServerSocket listener, InetSocketAddress server) {
        this.listener = listener;
        this.server = server;
    }

    /** A proxy for the server at that port of loopback. */
    public static TestProxy of(int serverPort) throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        TestProxy proxy = new TestProxy(new ServerSocket(0, 50, loopback), new InetSocketAddress(loopback, serverPort));
        proxy.run("accept", proxy::accept);
        return proxy;
    }

    /** Where a store reaches it. */
    public int port() {
        return listener.getLocalPort();
    }

    /** Changes what becomes of connections; those that stand are broken unless they shall be silent. */
    public void be(Mode now) {
        mode = now;
        if (now != Mode.SILENT) {
            breakAll();
        }
    }

    /** Is silent when that many more bytes have gone to the server. */
    public void silentAfter(long bytes) {
        bytesUntilSilence.set(bytes);
    }

    /** Breaks all connections when that many more bytes have gone to the server. */
    public void breakAfter(long bytes) {
        bytesLeft.set(bytes);
    }

    /** Whether nothing arrives any more. */
    public boolean isSilent() {
        return mode == Mode.SILENT;
    }

    /** How many bytes are left until connections break; 0 where they broke. */
    public boolean hasBroken() {
        return bytesLeft.get() <= 0;
    }

    private void accept() throws IOException {
        while (!listener.isClosed()) {
            Socket client = listener.accept();
            open.add(client);
            if (mode == Mode.AWAY || hasBroken()) {
                end(client);
            } else {
                join(client);
            }
        }
    }

    private void join(Socket client) throws IOException {
        Socket upstream = new Socket();
        upstream.connect(server);
        open.add(upstream);
        run("to server", () -> copy(client, upstream, true));
        run("to client", () -> copy(upstream, client, false));
    }

    private void copy(Socket from, Socket to, boolean isToServer) throws IOException {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[BUFFER];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                long left = isToServer ? bytesLeft.addAndGet(-read) : Long.MAX_VALUE;
                int passed = (int) Math.max(0, Math.min(read, read + Math.min(left, 0)));
                if (mode != Mode.SILENT) {
                    out.write(buffer, 0, passed);
                }
                if (isToServer && bytesUntilSilence.addAndGet(-read) <= 0) {
                    mode = Mode.SILENT;
                }
                if (left <= 0) {
                    breakAll();
                }
            }
        }
    }

    private void breakAll() {
        open.forEach(this::end);
        open.clear();
    }

    private void end(Socket socket) {
        try {
            socket.close();
        } catch (IOException closed) {
            throw new IllegalStateException("a socket does not close", closed);
        }
    }

    /** What a thread of the proxy does until a socket is closed. */
    @FunctionalInterface
    private interface Loop {
        void run() throws IOException;
    }

    private void run(String name, Loop loop) {
        Thread thread = new Thread(
                () -> {
                    try {
                        loop.run();
                    } catch (IOException closed) {
                        Thread.currentThread().interrupt(); // how every connection ends here; the thread ends with it
                    }
                },
                "proxy " + name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        breakAll();
    }
}
