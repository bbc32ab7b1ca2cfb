package io.maregistry.server.http;

import io.maregistry.server.http.RawConnection.RawAnswer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A watcher that reads one event after another, each held against the contract. A read waits for fifteen seconds at most. */
final class WatchClient implements AutoCloseable {

    private static final Contract CONTRACT = new Contract();

    final RawConnection connection;
    final RawAnswer head;
    private int leftOfChunk;
    private boolean isOver;

    private WatchClient(RawConnection connection, RawAnswer head) {
        this.connection = connection;
        this.head = head;
    }

    /** An event; the id is null where it has none. */
    record Event(String name, @Nullable String id, String data) {}

    /** Watches at that target; {@code fields} are lines of the head, each with its end. */
    static WatchClient open(int port, String target, String fields) {
        return open(new RawConnection(port), target, fields);
    }

    static WatchClient open(RawConnection connection, String target, String fields) {
        RawAnswer head = connection
                .send("GET " + target + " HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n")
                .readHead();
        return new WatchClient(connection, head);
    }

    /** The next event; null where the stream is over. */
    @Nullable
    Event next() {
        String name = "";
        String id = null;
        while (true) {
            String line = line();
            if (line == null) {
                return null;
            }
            if (line.startsWith("event: ")) {
                name = line.substring(7);
            } else if (line.startsWith("id: ")) {
                id = line.substring(4);
            } else if (line.startsWith("data: ")) {
                CONTRACT.checkEvent(name, line.substring(6));
                return new Event(name, id, line.substring(6));
            }
        }
    }

    /** The next event, which must be there. */
    Event event() {
        Event event = next();
        if (event == null) {
            throw new AssertionError("the stream is over");
        }
        return event;
    }

    private @Nullable String line() {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (true) {
            int next = read();
            if (next < 0) {
                return null;
            }
            if (next == '\n') {
                return line.toString(StandardCharsets.UTF_8);
            }
            line.write(next);
        }
    }

    private int read() {
        try {
            InputStream in = connection.in();
            if (leftOfChunk == 0 && !isOver) {
                leftOfChunk = Integer.parseInt(chunkHead(in), 16);
                isOver = leftOfChunk == 0;
            }
            if (isOver) {
                return -1;
            }
            int read = in.read();
            if (--leftOfChunk == 0) {
                in.skipNBytes(2);
            }
            return read;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static String chunkHead(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        int next = in.read();
        while (next >= 0 && next != '\n') {
            head.append((char) next);
            next = in.read();
        }
        return head.toString().trim();
    }

    @Override
    public void close() {
        connection.close();
    }
}
