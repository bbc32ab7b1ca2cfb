package io.maregistry.server.outbound;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Takes connections on a free port of this machine and does with each what a test wants. */
public final class RawServer implements AutoCloseable {

    /** What is done with a connection. */
    public interface Conduct {

        /** On a thread of its own; the connection is closed behind it. */
        void treat(Socket connection) throws IOException;
    }

    private final ServerSocket listening;
    private final Conduct conduct;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "raw-server");
        thread.setDaemon(true);
        return thread;
    });
    private final AtomicInteger taken = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();

    public RawServer(Conduct conduct) {
        this.conduct = conduct;
        try {
            this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException unable) {
            throw new UncheckedIOException(unable);
        }
        threads.execute(this::take);
    }

    /** One that reads a little, then says that and closes. */
    public static RawServer thatSays(String text) {
        return new RawServer(connection -> {
            readSome(connection);
            connection.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        });
    }

    /** One that reads a little, says that and then waits for the other side to close. */
    public static RawServer thatSaysAndWaits(String text) {
        return new RawServer(connection -> {
            readSome(connection);
            connection.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
            awaitEnd(connection);
        });
    }

    /** One that resets each connection once it has read a little. */
    public static RawServer thatResets() {
        return new RawServer(connection -> {
            readSome(connection);
            connection.setSoLinger(true, 0);
        });
    }

    /** One that says the same again and again for as long as somebody listens. */
    public static RawServer thatNeverStops(String head, String again) {
        return new RawServer(connection -> {
            readSome(connection);
            connection.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            byte[] bytes = again.getBytes(StandardCharsets.US_ASCII);
            while (true) {
                connection.getOutputStream().write(bytes);
            }
        });
    }

    private static void readSome(Socket connection) throws IOException {
        int read = connection.getInputStream().read(new byte[4_096]);
        if (read < 0) {
            throw new IOException("nothing was asked");
        }
    }

    private static void awaitEnd(Socket connection) throws IOException {
        int read = 0;
        while (read >= 0) {
            read = connection.getInputStream().read(new byte[4_096]);
        }
    }

    public int port() {
        return listening.getLocalPort();
    }

    /** How many connections it has taken. */
    public int taken() {
        return taken.get();
    }

    /** How many of these are over. */
    public int ended() {
        return ended.get();
    }

    private void take() {
        while (!listening.isClosed()) {
            try {
                Socket connection = listening.accept();
                taken.incrementAndGet();
                threads.execute(() -> treat(connection));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void treat(Socket connection) {
        try (connection) {
            conduct.treat(connection);
        } catch (IOException gone) {
            taken.get(); // the other side has had enough, which is what most tests are about
        } finally {
            ended.incrementAndGet();
        }
    }

    @Override
    public void close() {
        try {
            listening.close();
        } catch (IOException unable) {
            throw new UncheckedIOException(unable);
        } finally {
            threads.shutdownNow();
        }
    }
}
