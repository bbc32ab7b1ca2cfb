package io.maregistry.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A way to a loopback port that can be made slow, or swallow everything without closing anything. */
final class TcpProxy implements AutoCloseable {

    private static final int CHUNK_BYTES = 64 << 10;

    private final ServerSocket server;
    private final ScheduledThreadPoolExecutor writer = new ScheduledThreadPoolExecutor(1); // keeps the order
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final AtomicLong bytesOfClients = new AtomicLong();
    private final AtomicInteger swallowedConnections = new AtomicInteger();
    private final int target;
    private volatile boolean isSwallowing;
    private volatile Duration delay = Duration.ZERO;

    /** Listens at a port of its own from {@link #start} on. */
    TcpProxy(int target) {
        this.target = target;
        try {
            this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException unable) {
            throw new UncheckedIOException(unable);
        }
    }

    int port() {
        return server.getLocalPort();
    }

    TcpProxy start() {
        run(this::accept);
        return this;
    }

    /** From now on nothing passes, neither on connections that are open nor on new ones. None is closed. */
    void swallow() {
        isSwallowing = true;
    }

    /** From now on each piece takes so long, in both directions. */
    void slow(Duration time) {
        delay = time;
    }

    /** How much clients have sent that was passed on. */
    long bytesOfClients() {
        return bytesOfClients.get();
    }

    /** How many connections clients have given up while nothing passed. */
    int givenUp() {
        return swallowedConnections.get();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = server.accept();
                Socket node = new Socket(InetAddress.getLoopbackAddress(), target);
                sockets.add(client);
                sockets.add(node);
                run(() -> pass(client, node, true));
                run(() -> pass(node, client, false));
            }
        } catch (IOException closed) {
            close(server::close); // the test is over, or the node is away: nobody is let in any more
        }
    }

    private void pass(Socket from, Socket to, boolean isClients) {
        byte[] buffer = new byte[CHUNK_BYTES];
        try (InputStream in = from.getInputStream()) {
            OutputStream out = to.getOutputStream();
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                byte[] chunk = Arrays.copyOf(buffer, count);
                if (!isSwallowing) {
                    if (isClients) {
                        bytesOfClients.addAndGet(count);
                    }
                    write(out, chunk, to);
                }
            }
        } catch (IOException gone) {
            close(from::close);
        }
        if (isSwallowing && isClients) {
            swallowedConnections.incrementAndGet();
        }
        if (!isSwallowing) {
            close(to::close);
        }
    }

    private void write(OutputStream out, byte[] chunk, Socket to) {
        try {
            var unused = writer.schedule(
                    () -> {
                        try {
                            out.write(chunk);
                        } catch (IOException gone) {
                            close(to::close);
                        }
                    },
                    delay.toNanos(),
                    TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException over) {
            close(to::close);
        }
    }

    private static void run(Runnable work) {
        Thread thread = new Thread(work, "proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private static void close(Closing what) {
        try {
            what.close();
        } catch (IOException unable) {
            throw new UncheckedIOException(unable);
        }
    }

    private interface Closing {
        void close() throws IOException;
    }

    @Override
    public void close() {
        writer.shutdownNow();
        close(server::close);
        sockets.forEach(socket -> close(socket::close));
    }
}
