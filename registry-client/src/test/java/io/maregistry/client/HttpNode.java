package io.maregistry.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** The HTTP side of a node, which answers each request the same, or says only the beginning, or nothing. */
final class HttpNode implements AutoCloseable {

    /** It takes the request and says nothing. */
    static final String SILENCE = "";

    /** It says that there is a body, and never ends it. */
    static final String HALF = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{";

    final List<String> requests = new CopyOnWriteArrayList<>(); // their heads
    final AtomicInteger givenUp = new AtomicInteger(); // requests whose caller has closed the connection
    private final String answer;
    private final ServerSocket listening;

    HttpNode(String answer) {
        this.answer = answer;
        try {
            listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException unable) {
            throw new UncheckedIOException(unable);
        }
        start(this::accept);
    }

    /** An answer with that status and nothing in it. */
    static String status(int status) {
        return "HTTP/1.1 " + status + " Said\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    }

    String address() {
        return "127.0.0.1:" + listening.getLocalPort();
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "http-node");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket caller = listening.accept();
                start(() -> serve(caller));
            } catch (IOException closed) {
                return; // the test is over
            }
        }
    }

    private void serve(Socket caller) {
        try (caller) {
            BufferedReader said =
                    new BufferedReader(new InputStreamReader(caller.getInputStream(), StandardCharsets.UTF_8));
            StringBuilder head = new StringBuilder();
            for (String line = said.readLine(); line != null && !line.isEmpty(); line = said.readLine()) {
                head.append(line).append('\n');
            }
            requests.add(head.toString());
            caller.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
            caller.getOutputStream().flush();
            if (answer.equals(SILENCE) || answer.equals(HALF)) {
                said.lines().forEach(rest -> {}); // until the caller has gone
                givenUp.incrementAndGet();
            }
        } catch (IOException | UncheckedIOException gone) {
            givenUp.incrementAndGet();
        }
    }

    @Override
    public void close() {
        try {
            listening.close();
        } catch (IOException unable) {
            throw new UncheckedIOException(unable);
        }
    }
}
