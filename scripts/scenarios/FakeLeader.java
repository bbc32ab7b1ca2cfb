import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Something that answers on 127.0.0.1 as a leader of the v5 model would, with the highest version of all, and whose snapshots
 * are damaged, each in another way. {@code java FakeLeader.java PORT}; ends when it is told to.
 */
final class FakeLeader {

    private static final String INSTANCE = "{\"scheme\":\"http\",\"host\":\"10.0.0.1\",\"port\":8080,\"context\":\"fake\"}";
    private static final String SOUND = "{\"REGISTRY\":{\"fake.Service\":[" + INSTANCE
            + "]},\"VERSIONS\":{\"fake.Service\":1},\"TIMESTAMPS\":{},\"version\":1000000}";

    private record Damaged(String what, String document) {}

    private static final List<Damaged> SNAPSHOTS = List.of(
            new Damaged("cut off", SOUND.substring(0, SOUND.length() / 2)),
            new Damaged("a port that is a text", SOUND.replace("8080", "\"x\"")),
            new Damaged("an instance twice", SOUND.replace(INSTANCE, INSTANCE + "," + INSTANCE)),
            new Damaged("no JSON", "snapshot, damaged"),
            new Damaged("a counter that is a text", SOUND.replace("1000000", "\"many\"")));

    private FakeLeader() {}

    public static void main(String[] arguments) throws IOException {
        int port = Integer.parseInt(arguments[0]);
        AtomicInteger asked = new AtomicInteger();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext(
                "/info",
                exchange -> answer(
                        exchange,
                        "{\"url\":\"http://localhost:" + port + "\",\"status\":true,\"leader\":true,\"version\":1000000}"));
        server.createContext("/snapshot", exchange -> {
            Damaged next = SNAPSHOTS.get(asked.getAndIncrement() % SNAPSHOTS.size());
            System.out.println("asked for the snapshot, answered " + next.what);
            answer(exchange, next.document);
        });
        server.start();
    }

    private static void answer(HttpExchange exchange, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, body.length);
        try (exchange) {
            exchange.getResponseBody().write(body);
        }
    }
}
