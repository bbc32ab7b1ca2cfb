package io.maregistry.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.MessageLite;
import io.maregistry.client.centre.RegisterCentreClient;
import io.maregistry.client.centre.ServiceRegisterInfo;
import io.maregistry.proto.v1.Instance;
import io.maregistry.proto.v1.KeepAliveRequest;
import io.maregistry.proto.v1.RegisterItem;
import io.maregistry.proto.v1.RegisterRequest;
import io.maregistry.proto.v1.Release;
import io.maregistry.proto.v1.RenewItem;
import io.maregistry.proto.v1.RenewRequest;
import io.maregistry.proto.v1.ServiceKey;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * How many bytes a heartbeat takes against a registration, of a program with all fields of the RegisterCentre's document:
 * the figures of {@code docs/benchmarks.md}. The goal of that document is 65 % less.
 */
class HeartbeatSizeTest {

    private static final String FROM = "192.168.10.17:5000";
    private static final ServiceRegisterInfo INFO = ServiceRegisterInfo.of(
                    "shop.orders.api", "Order service of the shop", "shop")
            .withDomainName("orders.shop.example.com")
            .withBuild("2026-01-30T08:00:00Z", "1.2.0.4711", "1.2.0-rc1")
            .withFromClient(FROM);
    private static final int FRAMES = 9 + 5; // of HTTP/2 and of gRPC, around a message on a stream that is open
    private static final String CLUSTER = "3f0a5c1177e2d4105f1c09ab77e2d410";
    private static final long HANDLE = 1_000_000;

    /** A request as it came over a socket. */
    private record Sent(String path, int head, int body) {}

    @Test
    void heartbeatsTakeWhatIsPublished() throws IOException {
        List<Sent> sent = new CopyOnWriteArrayList<>();
        try (ServerSocket node = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread answering = new Thread(() -> answer(node, sent), "node");
            answering.setDaemon(true);
            answering.start();
            try (RegisterCentreClient client = RegisterCentreClient.builder(INFO)
                    .nodes("http://127.0.0.1:" + node.getLocalPort())
                    .heartbeatEvery(Duration.ofMillis(50))
                    .build()
                    .start()) {
                Awaitility.await().until(() -> sent.size() >= 2);
                assertThat(client.serviceStatus()).isEqualTo(INFO);
            }
        }
        Sent registration = sent.get(0);
        Sent heartbeat = sent.get(1);
        int item = size(RenewRequest.newBuilder().addItems(item()).build());
        int handle = size(KeepAliveRequest.newBuilder()
                .setClusterId(CLUSTER)
                .addHandles(HANDLE)
                .build());
        int hundred = handle + 99 * 3; // handles are packed

        assertThat(heartbeat.path()).isEqualTo("/centre-server/heartbeat");
        assertThat(heartbeat.head()).isBetween(100, 250);
        String published = Files.readString(Path.of("../docs/benchmarks.md"));
        assertThat(published)
                .contains(row("JSON, the body", registration.body(), heartbeat.body()))
                .contains(row("gRPC, the message", size(registered()), item))
                .contains(row("keep-alive stream, one handle", size(registered()), handle))
                .contains("| keep-alive stream, a hundred handles in one message | | " + hundred / 100 + " each |");
        assertThat(less(size(registered()) + FRAMES, handle + FRAMES)).isGreaterThanOrEqualTo(65);
    }

    private static String row(String what, int registration, int heartbeat) {
        return String.format(
                Locale.ROOT, "| %s | %d | %d | %d %% |", what, registration, heartbeat, less(registration, heartbeat));
    }

    private static int less(int registration, int heartbeat) {
        return Math.round(100f * (registration - heartbeat) / registration);
    }

    private static int size(MessageLite message) {
        return message.getSerializedSize();
    }

    private static RegisterRequest registered() {
        return RegisterRequest.newBuilder()
                .addItems(RegisterItem.newBuilder()
                        .setService(service())
                        .setInstance(Instance.newBuilder()
                                .setScheme("http")
                                .setHost("192.168.10.17")
                                .setPort(5000)
                                .setInstanceId(FROM)
                                .setOfflineGraceMs(300_000)
                                .setRelease(Release.newBuilder()
                                        .setAppId(INFO.appId())
                                        .setName(INFO.name())
                                        .setDomainName(INFO.domainName())
                                        .setProjectName(INFO.projectName())
                                        .setUpdateTime("2026-01-31T12:00:00Z")
                                        .setBuildTime(INFO.buildTime())
                                        .setAssemblyVersion(INFO.assemblyVersion())
                                        .setReleaseVersion(INFO.releaseVersion())
                                        .setFromClient(FROM))))
                .build();
    }

    private static RenewItem item() {
        return RenewItem.newBuilder()
                .setService(service())
                .setId("http://" + FROM)
                .build();
    }

    private static ServiceKey service() {
        return ServiceKey.newBuilder().setName(INFO.appId()).build();
    }

    private static void answer(ServerSocket node, List<Sent> sent) {
        try {
            while (true) {
                try (Socket client = node.accept()) {
                    while (answered(client, sent)) {
                        // the next one of the connection
                    }
                }
            }
        } catch (SocketException closed) {
            // the test is over
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static boolean answered(Socket client, List<Sent> sent) throws IOException {
        InputStream in = client.getInputStream();
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                return false;
            }
            head.append((char) next);
        }
        String lower = head.toString().toLowerCase(Locale.ROOT);
        int at = lower.indexOf("content-length: ") + 16;
        int length = Integer.parseInt(lower.substring(at, lower.indexOf('\r', at)));
        in.readNBytes(length);
        String path = head.substring(5, head.indexOf(" HTTP"));
        sent.add(new Sent(path, head.length(), length));
        String data = path.endsWith("register") ? "{\"FromClient\":\"" + FROM + "\"}" : "{\"RequireReRegister\":false}";
        String body = "{\"Code\":0,\"Message\":\"\",\"Data\":" + data + "}";
        client.getOutputStream()
                .write(("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
                        .getBytes(StandardCharsets.US_ASCII));
        return true;
    }
}
