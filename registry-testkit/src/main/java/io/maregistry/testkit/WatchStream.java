package io.maregistry.testkit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A watcher of one node: a thread of its own reads the events of {@code GET /v1/watch} into a queue. One thread takes them
 * out.
 */
public final class WatchStream implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final Stream<String> lines;
    private String name = ""; // of the reading thread, as is the id
    private @Nullable String id;

    private WatchStream(Stream<String> lines) {
        this.lines = lines;
    }

    /** An event; one named {@link #END} stands for the end of the stream. */
    public record Event(String name, @Nullable String id, JsonNode data) {

        /** The connection is over. */
        public static final String END = "end";
    }

    /**
     * Watches a node.
     *
     * @param base the node's url
     * @param query what to watch, for example {@code service=a.B}
     * @param lastId where to go on; null = from the beginning
     */
    public static WatchStream open(String base, String query, @Nullable String lastId) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + "/v1/watch?" + query));
        if (lastId != null) {
            request.header("Last-Event-ID", lastId);
        }
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        try {
            HttpResponse<Stream<String>> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofLines());
            if (answer.statusCode() != 200) {
                throw new IllegalStateException(
                        answer.statusCode() + " " + answer.body().toList());
            }
            WatchStream stream = new WatchStream(answer.body());
            Thread reader = new Thread(stream::read, "watch-reader");
            reader.setDaemon(true);
            reader.start();
            return stream;
        } catch (IOException failed) {
            throw new UncheckedIOException(base + ": " + failed, failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", interrupted);
        }
    }

    private void read() {
        try {
            lines.forEach(this::take);
        } catch (UncheckedIOException closed) {
            name = closed.toString(); // the end of the stream, as the event below tells
        }
        events.add(new Event(Event.END, null, JSON.getNodeFactory().textNode(name)));
    }

    private void take(String line) {
        if (line.startsWith("event: ")) {
            name = line.substring("event: ".length());
            id = null;
        } else if (line.startsWith("id: ")) {
            id = line.substring("id: ".length());
        } else if (line.startsWith("data: ")) {
            try {
                events.add(new Event(name, id, JSON.readTree(line.substring("data: ".length()))));
            } catch (JsonProcessingException malformed) {
                throw new IllegalStateException(line, malformed);
            }
        }
    }

    /** The next event; null where none comes in that time. */
    public @Nullable Event poll(Duration atMost) {
        try {
            return events.poll(atMost.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", interrupted);
        }
    }

    /** The next event of that name; those before it are passed over. */
    public Event await(String wanted) {
        while (true) {
            Event event = poll(LocalCluster.PATIENCE);
            if (event == null || event.name().equals(Event.END) && !wanted.equals(Event.END)) {
                throw new AssertionError("no " + wanted + " came, but " + event);
            }
            if (event.name().equals(wanted)) {
                return event;
            }
        }
    }

    @Override
    public void close() {
        lines.close();
    }
}
