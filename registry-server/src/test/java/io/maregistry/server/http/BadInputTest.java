package io.maregistry.server.http;

import static io.maregistry.server.http.ServerUnderTest.SAMPLE;
import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.server.http.RawConnection.RawAnswer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * What hostile, broken and confused clients send, each over a connection of its own: it is answered with a 4xx or not at
 * all, soon, and changes nothing.
 */
class BadInputTest {

    private static final String HEAD = "POST /reg?service=a.B HTTP/1.1\r\nHost: a\r\n";
    private static final int MIB = 1 << 20;

    @TempDir
    private static Path directory;

    private static ServerUnderTest server;
    private static String before;

    private final Map<String, byte[]> rows = new LinkedHashMap<>();
    private final Set<String> complete = new HashSet<>();

    @BeforeAll
    static void start() {
        server = new ServerUnderTest(directory);
        server.post("/reg?service=a.B", SAMPLE);
        before = server.get("/snapshot").body();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @TestFactory
    Stream<DynamicTest> badBodyIsRefused() {
        raw("empty", HEAD + "Content-Length: 0\r\n\r\n");
        raw("absent", HEAD + "\r\n");
        body("cut", SAMPLE.substring(0, 30));
        body("not JSON", "scheme=http&host=10.0.0.1");
        body("number", "42");
        body("null", "null");
        body("list", "[" + SAMPLE + "]");
        body("text", "\"x\"");
        body("two values", SAMPLE + SAMPLE);
        body("comment", "/* x */" + SAMPLE);
        body("16 MiB", "x".repeat(16 * MIB));
        raw("4 GiB announced", HEAD + "Content-Length: 4294967296\r\n\r\n{");
        raw("two lengths", HEAD + "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}}");
        raw("one length twice", HEAD + "Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}");
        raw("list of lengths", HEAD + "Content-Length: 2, 3\r\n\r\n{}}");
        raw("negative length", HEAD + "Content-Length: -1\r\n\r\n{}");
        raw("signed length", HEAD + "Content-Length: +2\r\n\r\n{}");
        raw("length in hex", HEAD + "Content-Length: 0x2\r\n\r\n{}");
        raw("length beyond 64 bits", HEAD + "Content-Length: 99999999999999999999\r\n\r\n{}");
        raw("length and chunks", HEAD + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
        raw("unknown coding", HEAD + "Transfer-Encoding: xchunked\r\n\r\n{}");
        raw("chunked not last", HEAD + "Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n");
        raw("chunk size not hex", HEAD + "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n");
        raw("negative chunk", HEAD + "Transfer-Encoding: chunked\r\n\r\n-2\r\n{}\r\n0\r\n\r\n");
        raw("huge chunk announced", HEAD + "Transfer-Encoding: chunked\r\n\r\nffffffffff\r\n{}");
        raw("chunk longer than it says", HEAD + "Transfer-Encoding: chunked\r\n\r\n1\r\n{}\r\n0\r\n\r\n");
        raw("bare LF in chunks", HEAD + "Transfer-Encoding: chunked\r\n\r\n2\n{}\n0\n\n");
        raw(
                "endless chunks",
                HEAD + "Transfer-Encoding: chunked\r\n\r\n" + ("ffff\r\n" + "x".repeat(0xffff) + "\r\n").repeat(40));
        body("gzip", new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0});
        body("bad UTF-8", SAMPLE.replace("10.0.0.1", "\u00ff\u00fe").getBytes(StandardCharsets.ISO_8859_1));
        body("overlong UTF-8", SAMPLE.replace("10.0.0.1", "\u00c0\u00af").getBytes(StandardCharsets.ISO_8859_1));
        body("UTF-16", SAMPLE.getBytes(StandardCharsets.UTF_16));
        body("NUL", SAMPLE.replace("10.0.0.1", "10\\u0000"));
        body("raw NUL", SAMPLE.replace("10.0.0.1", "10\0"));
        body("200,000 brackets", "[".repeat(200_000));
        body("200,000 objects", "{\"a\":".repeat(100_000));
        body("100,000 digits", SAMPLE.replace("8080", "8".repeat(100_000)));
        body("huge exponent", SAMPLE.replace("8080", "1e1000000000"));
        body("huge exponent in a field unknown", SAMPLE.replace("}", ",\"x\":" + "9".repeat(100_000) + "}"));
        body("50,000 repeated keys", "{" + "\"host\":\"h\",".repeat(50_000) + "\"port\":1}");
        body("key twice", SAMPLE.replace("}", ",\"port\":8080}"));
        body("@class", "{\"@class\":\"java.lang.Runtime\",\"@type\":\"x\"}");
        body("lone surrogate", SAMPLE.replace("10.0.0.1", "\\ud800"));
        body("lone surrogate in a key", SAMPLE.replace("}", ",\"parameters\":{\"\\ud800\":\"v\"}}"));
        return tests();
    }

    @TestFactory
    Stream<DynamicTest> badBodyOfAnyRouteIsRefused() {
        for (String target : List.of(
                "POST /unreg?service=a.B",
                "POST /renew?service=a.B",
                "POST /renews?services=a.B",
                "POST /v1/instances",
                "POST /v1/renewals",
                "POST /v1/cluster/transfer",
                "POST /v1/configs/a/rollback",
                "POST /v1/services/a.B/instances",
                "PUT /v1/services/a.B/instances/-?id=http%3A%2F%2F10.0.0.1%3A8080%2Fx",
                "PATCH /v1/services/a.B/instances/-?id=http%3A%2F%2F10.0.0.1%3A8080%2Fx",
                "POST /v1/namespaces",
                "PATCH /v1/namespaces/blue",
                "PUT /v1/services/a.B/routing",
                "PUT /v1/snapshot")) {
            for (String body : List.of("", "null", "[]", "{", "{\"host\":\"\u00ff", "[".repeat(50_000), "\0")) {
                request(
                        target + " with " + (body.length() > 20 ? "brackets" : body),
                        target + " HTTP/1.1\r\nHost: a\r\n",
                        body.getBytes(StandardCharsets.ISO_8859_1));
            }
        }
        return tests();
    }

    @TestFactory
    Stream<DynamicTest> badInstanceIsRefused() {
        for (String port : new String[] {
            "-1",
            "0",
            "65536",
            "2147483648",
            "9223372036854775808",
            "1.5",
            "8080.0",
            "\"8080\"",
            "\"x\"",
            "null",
            "true",
            "[8080]",
            "{}"
        }) {
            body("port " + port, SAMPLE.replace("8080", port));
        }
        for (String host : new String[] {
            "",
            " ",
            "h".repeat(5_000),
            "a\\r\\nb",
            "a\\u0000b",
            "a/b",
            "u:p@h",
            "[::1",
            "::1]",
            "http://h",
            "a b",
            "256.1.1.1",
            "-a",
            "a..b",
            "\u202eh",
            "${jndi:ldap://x}"
        }) {
            body("host " + (host.length() > 50 ? "long" : host), SAMPLE.replace("10.0.0.1", host));
        }
        for (String scheme : new String[] {"", "ht tp", "1http", "h".repeat(17), "http:", "javascript\\n"}) {
            body("scheme " + scheme, SAMPLE.replace("\"http\"", "\"" + scheme + "\""));
        }
        body("no scheme", SAMPLE.replace("\"scheme\":\"http\",", ""));
        body("no host", SAMPLE.replace("\"host\":\"10.0.0.1\",", ""));
        body("no port", SAMPLE.replace("\"port\":8080,", ""));
        body("long context", SAMPLE.replace("\"x\"", "\"" + "x".repeat(MIB - 500) + "\""));
        body("context with blanks", SAMPLE.replace("\"x\"", "\"a b\""));
        body("context that is a number", SAMPLE.replace("\"x\"", "1"));
        StringBuilder many = new StringBuilder("\"k\":\"v\"");
        for (int number = 0; number < 10_000; number++) {
            many.append(",\"k").append(number).append("\":\"v\"");
        }
        parameters("10,000 parameters", many.toString());
        parameters("long key", "\"" + "k".repeat(MIB - 500) + "\":\"v\"");
        parameters("long value", "\"k\":\"" + "v".repeat(MIB - 500) + "\"");
        parameters("number as a value", "\"k\":1");
        parameters("object as a value", "\"k\":{}");
        body("list of parameters", SAMPLE.replace("}", ",\"parameters\":[]}"));
        for (String field : new String[] {
            "\"weight\":-1",
            "\"weight\":10001",
            "\"weight\":1.5",
            "\"weight\":\"1\"",
            "\"enabled\":1",
            "\"ephemeral\":\"true\"",
            "\"ttlMs\":0",
            "\"ttlMs\":2999",
            "\"ttlMs\":3600001",
            "\"generation\":-1",
            "\"generation\":9007199254740992",
            "\"instanceId\":\"\"",
            "\"instanceId\":\"a b\"",
            "\"check\":{}",
            "\"check\":{\"type\":\"ping\"}",
            "\"offlineGraceMs\":-1"
        }) {
            body(field, SAMPLE.replace("}", "," + field + "}"));
        }
        return tests();
    }

    @TestFactory
    Stream<DynamicTest> badServiceNameIsRefused() {
        for (String name : new String[] {
            "",
            "a".repeat(257),
            "a%0d%0ab",
            "a%01b",
            "a%e2%80%aeb",
            "a%00",
            "..%2f..",
            "%ff%fe",
            "%zz",
            "%",
            "a%40b",
            "a%2fb",
            "a%2fb%2fc%2fd",
            "a,b",
            "a*",
            "a%3f",
            "a%23",
            "a%20b",
            "a+b",
            "%2f%2fa",
            "%ed%a0%80"
        }) {
            raw(
                    "service " + (name.length() > 50 ? "long" : name),
                    "POST /reg?service=" + name + " HTTP/1.1\r\nHost: a\r\nContent-Length: " + SAMPLE.length()
                            + "\r\n\r\n" + SAMPLE);
        }
        raw("no service", "POST /reg HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}");
        raw("service given twice", "POST /reg?service=a&service=b HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}");
        raw("raw bytes in the path", "GET /version?service=\u00e4 HTTP/1.1\r\nHost: a\r\n\r\n");
        raw(
                "bad request id",
                HEAD + "X-Registry-Request-Id: 1\r\nContent-Length: " + SAMPLE.length() + "\r\n\r\n" + SAMPLE);
        return tests();
    }

    @TestFactory
    Stream<DynamicTest> badHeadIsRefused() {
        String get = "GET /livez HTTP/1.1\r\nHost: a\r\n";
        raw("1,000 fields", get + "X: a\r\n".repeat(1_000) + "\r\n");
        raw("101 fields", get + "X: a\r\n".repeat(100) + "\r\n");
        raw("1 MiB field", get + "X: " + "a".repeat(MIB) + "\r\n\r\n");
        raw("1 MiB request line", "GET /" + "a".repeat(MIB) + " HTTP/1.1\r\nHost: a\r\n\r\n");
        raw("1 MiB method", "G".repeat(MIB) + " / HTTP/1.1\r\nHost: a\r\n\r\n");
        raw("endless fields", get + "X-Y: abcdefghijklmnopqrstuvwxyz\r\n".repeat(50_000));
        raw("folded line", get + "X: a\r\n b\r\n\r\n");
        raw("folded line behind empty lines", "\r\n\r\n" + get + "X: a\r\n b\r\n\r\n");
        raw("folded line with a tab", get + "X: a\r\n\tb\r\n\r\n");
        raw("blank before the first field", "GET /livez HTTP/1.1\r\n Host: a\r\n\r\n");
        raw("bare LF", "GET /livez HTTP/1.1\nHost: a\n\n");
        raw("bare LF behind a field", "GET /livez HTTP/1.1\r\nHost: a\nX: b\r\n\r\n");
        raw("bare CR in a field", get + "X: a\rb\r\n\r\n");
        raw("NUL in a field", get + "X: a\0b\r\n\r\n");
        raw("blank before the colon", get + "X : a\r\n\r\n");
        raw("no colon", get + "X\r\n\r\n");
        raw("no name", get + ": a\r\n\r\n");
        raw("HTTP/9.9", "GET /livez HTTP/9.9\r\nHost: a\r\n\r\n");
        raw("HTTP/2.0", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
        raw("HTTP/0.9", "GET /livez\r\n\r\n");
        raw("no version", "GET /livez \r\nHost: a\r\n\r\n");
        raw("other protocol", "GET /livez ICY/1.0\r\nHost: a\r\n\r\n");
        raw("no Host", "GET /livez HTTP/1.1\r\n\r\n");
        raw("empty Host", "GET /livez HTTP/1.1\r\nHost: \r\n\r\n");
        raw("two Hosts", "GET /livez HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n");
        raw("chunks in HTTP/1.0", "POST /reg?service=a HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
        raw("TLS", new byte[] {0x16, 3, 1, 0, 5, 1, 0, 0, 1, 0, '\r', '\n', '\r', '\n'});
        raw("random bytes", random());
        raw("TRACE", "TRACE /livez HTTP/1.1\r\nHost: a\r\n\r\n");
        raw("CONNECT", "CONNECT a.example:443 HTTP/1.1\r\nHost: a\r\n\r\n");
        raw("unknown method", "FROB /livez HTTP/1.1\r\nHost: a\r\n\r\n");
        raw("lower-case method", "get /livez HTTP/1.1\r\nHost: a\r\n\r\n");
        raw("method with a colon", "GE:T /livez HTTP/1.1\r\nHost: a\r\n\r\n");
        raw("asterisk", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n");
        raw("no path", "GET livez HTTP/1.1\r\nHost: a\r\n\r\n");
        raw("fragment", "GET /livez#x HTTP/1.1\r\nHost: a\r\n\r\n");
        raw("blank in the path", "GET /li vez HTTP/1.1\r\nHost: a\r\n\r\n");
        raw("control character in the path", "GET /livez\u0001 HTTP/1.1\r\nHost: a\r\n\r\n");
        raw("%00 in the path", "GET /livez%00 HTTP/1.1\r\nHost: a\r\n\r\n");
        raw("dots", "GET /static/..%2f..%2fetc/passwd HTTP/1.1\r\nHost: a\r\n\r\n");
        raw(
                "second request behind a bad one",
                "GET /livez HTTP/9.9\r\nHost: a\r\n\r\n" + HEAD + "Content-Length: " + SAMPLE.length() + "\r\n\r\n"
                        + SAMPLE.replace("8080", "9"));
        return tests();
    }

    private static byte[] random() {
        byte[] bytes = new byte[4_000];
        new Random(42).nextBytes(bytes);
        bytes[bytes.length - 2] = '\r';
        bytes[bytes.length - 1] = '\n';
        return bytes;
    }

    private void raw(String name, String text) {
        raw(name, text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private void raw(String name, byte[] bytes) {
        if (rows.put(name, bytes) != null) {
            throw new IllegalStateException("two rows named " + name);
        }
    }

    private void body(String name, String json) {
        body(name, json.getBytes(StandardCharsets.UTF_8));
    }

    private void body(String name, byte[] body) {
        request(name, HEAD, body);
    }

    private void request(String name, String start, byte[] body) {
        complete.add(name);
        byte[] head = (start + "Content-Length: " + body.length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
        byte[] whole = Arrays.copyOf(head, head.length + body.length);
        System.arraycopy(body, 0, whole, head.length, body.length);
        raw(name, whole);
    }

    private void parameters(String name, String pairs) {
        body(name, SAMPLE.replace("}", ",\"parameters\":{" + pairs + "}}"));
    }

    private Stream<DynamicTest> tests() {
        return rows.entrySet().stream()
                .map(row -> DynamicTest.dynamicTest(
                        row.getKey(), () -> assertRefused(row.getValue(), complete.contains(row.getKey()))));
    }

    /** {@code isComplete}: the client waits for its answer without a word that it sends no more. */
    private static void assertRefused(byte[] request, boolean isComplete) {
        try (RawConnection raw = new RawConnection(server.port())) {
            raw.send(request);
            if (!isComplete) {
                raw.finishSending();
            }
            RawAnswer answer = raw.read();
            assertThat(answer.status()).isBetween(400, 499);
            assertThat(answer.body())
                    .startsWith("{\"status\":" + answer.status())
                    .hasSizeLessThan(1_000);
            assertThat(answer.body()).doesNotContain("Exception", "\tat ", "io.netty", "com.fasterxml");
            if (isComplete && !answer.closes()) {
                raw.finishSending();
            }
            assertThat(raw.isClosedByServer()).isTrue();
        }
        assertThat(server.get("/snapshot").body()).isEqualTo(before);
    }
}
