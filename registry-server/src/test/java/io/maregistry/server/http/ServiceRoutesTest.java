package io.maregistry.server.http;

import static io.maregistry.server.http.ServerUnderTest.SAMPLE;
import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.server.http.ServerUnderTest.Reply;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceRoutesTest {

    private static final String ONE = "/v1/services/a.B";

    @TempDir
    private Path directory;

    private ServerUnderTest server;

    @BeforeEach
    void start() {
        server = new ServerUnderTest(directory);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void register(String service, int port) {
        server.post("/reg?service=" + service, SAMPLE.replace("8080", Integer.toString(port)));
    }

    @Test
    void serviceHasItsCountersAndItsInstancesInTheOrderOfRegistration() {
        register("a.B", 8080);
        register("c.D", 8080);
        register("a.B", 8079);
        Reply reply = server.get(ONE);
        assertThat(reply.body())
                .startsWith("{\"service\":\"a.B\",\"namespace\":\"public\",\"group\":\"DEFAULT_GROUP\","
                        + "\"revision\":3,\"version\":2,\"instances\":[{\"id\":\"http://10.0.0.1:8080/x\"")
                .contains("},{\"id\":\"http://10.0.0.1:8079/x\"")
                .doesNotContain("lastSeen");
        assertThat(reply.field("ETag")).isEqualTo("\"5f1c09ab77e2d410-3\"");
    }

    @Test
    void unknownServiceIsEmptyAtTheFloor() {
        assertThat(server.get("/v1/services/blue%2Fg%2Fa.B").body())
                .isEqualTo("{\"service\":\"a.B\",\"namespace\":\"blue\",\"group\":\"g\",\"revision\":0,\"version\":0,"
                        + "\"instances\":[]}");
    }

    @Test
    void clientThatHasTheListIsToldSo() {
        register("a.B", 8080);
        Reply known = server.get(ONE, "If-None-Match", "\"5f1c09ab77e2d410-1\"");
        assertThat(known.status()).isEqualTo(304);
        assertThat(known.field("X-Registry-Revision")).isEqualTo("1");
        register("a.B", 8079);
        assertThat(server.get(ONE, "If-None-Match", "\"5f1c09ab77e2d410-1\"").status())
                .isEqualTo(200);
    }

    @Test
    void headOfAServiceHasNoBody() {
        register("a.B", 8080);
        Reply head = server.send("HEAD", ONE, "");
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.field("Content-Length"))
                .isEqualTo(Integer.toString(server.get(ONE).body().length()));
    }

    @Test
    void onlyHealthyInstancesAreListedWhereTheseAreAskedFor() {
        register("a.B", 8080);
        server.post("/reg?service=a.B", SAMPLE.replace("8080", "8079").replace("}", ",\"enabled\":false}"));
        Reply healthy = server.get(ONE + "?healthy=true");
        assertThat(healthy.body()).contains(":8080/x").doesNotContain(":8079/x");
        assertThat(healthy.field("ETag")).isEqualTo("\"5f1c09ab77e2d410-2-healthy\"");
        assertThat(server.get(ONE).body()).contains(":8080/x", ":8079/x");
    }

    @Test
    void liveFieldsAreMadeAfresh() {
        register("a.B", 8080);
        server.post("/renew?service=a.B", SAMPLE);
        Reply live = server.get(ONE + "?live=true", "If-None-Match", "*");
        assertThat(live.status()).isEqualTo(200);
        assertThat(live.field("ETag")).isEmpty();
        assertThat(live.body()).contains("\"heartbeatCount\":1", "\"remainingMs\":20000", "\"lastSeen\":");
    }

    @Test
    void renewalOfTheDocumentsMovesTheVersionThatIsShownAndNotTheRevision() {
        register("a.B", 8080);
        server.get(ONE, "Accept-Encoding", "gzip");
        server.post("/renew?service=a.B", SAMPLE);
        assertThat(server.get(ONE, "Accept-Encoding", "gzip").body()).contains("\"revision\":1,\"version\":2");
    }

    @Test
    void longListIsPackedWhereTheClientTakesThat() {
        for (int port = 1; port <= 60; port++) {
            register("a.B", port);
        }
        Reply packed = server.get(ONE, "Accept-Encoding", "gzip");
        assertThat(packed.field("Content-Encoding")).isEqualTo("gzip");
        assertThat(packed.body()).isEqualTo(server.get(ONE).body());
        server.post("/renew?service=a.B", SAMPLE);
        assertThat(server.get(ONE, "Accept-Encoding", "gzip").body())
                .isEqualTo(server.get(ONE).body());
    }

    @Test
    void servicesOfANamespaceAreListedInTheOrderOfTheirKeys() {
        register("c.D", 8080);
        register("a.B", 8080);
        register("a.B", 8079);
        register("a.C&group=g", 8080);
        register("a.D&namespace=blue", 8080);
        server.post("/reg?service=e.F", SAMPLE);
        server.post("/unreg?service=e.F", SAMPLE);
        assertThat(server.get("/v1/services").body())
                .isEqualTo("{\"revision\":7,\"services\":["
                        + "{\"service\":\"a.B\",\"namespace\":\"public\",\"group\":\"DEFAULT_GROUP\",\"revision\":3,"
                        + "\"version\":2,\"instances\":2,\"healthy\":2},"
                        + "{\"service\":\"c.D\",\"namespace\":\"public\",\"group\":\"DEFAULT_GROUP\",\"revision\":1,"
                        + "\"version\":1,\"instances\":1,\"healthy\":1}]}");
        assertThat(server.get("/v1/services?group=*").body())
                .contains("a.B", "a.C", "c.D")
                .doesNotContain("a.D");
        assertThat(server.get("/v1/services?namespace=blue").body())
                .contains("a.D")
                .doesNotContain("a.B");
        assertThat(server.get("/v1/services?prefix=a.").body()).contains("a.B").doesNotContain("c.D");
    }

    @Test
    void pagesFollowOneAnother() {
        for (String service : List.of("a.A", "a.B", "a.C", "a.D", "a.E")) {
            register(service, 8080);
        }
        assertThat(server.get("/v1/services?limit=2").body()).contains("a.A", "a.B", "\"next\":\"a.B\"");
        assertThat(server.get("/v1/services?limit=2&after=a.B").body()).contains("a.C", "a.D", "\"next\":\"a.D\"");
        assertThat(server.get("/v1/services?limit=2&after=a.D").body())
                .contains("a.E")
                .doesNotContain("next", "a.D");
        assertThat(server.get("/v1/services?limit=1&after=a.DD").body()).contains("a.E");
        assertThat(server.get("/v1/services?after=z.Z").body()).endsWith("\"services\":[]}");
    }

    @Test
    void servicesThatAreNamedAreToldInThatOrderKnownOrNot() {
        register("a.B", 8080);
        assertThat(server.get("/v1/services?services=x.Y,a.B").body())
                .isEqualTo("{\"revision\":1,\"services\":["
                        + "{\"service\":\"x.Y\",\"namespace\":\"public\",\"group\":\"DEFAULT_GROUP\",\"revision\":0,"
                        + "\"version\":0,\"instances\":0,\"healthy\":0},"
                        + "{\"service\":\"a.B\",\"namespace\":\"public\",\"group\":\"DEFAULT_GROUP\",\"revision\":1,"
                        + "\"version\":1,\"instances\":1,\"healthy\":1}]}");
    }

    @Test
    void pageThatMakesNoSenseIsRefused() {
        for (String query : List.of(
                "limit=0", "limit=10001", "limit=x", "after=", "services=a.B&limit=3", "services=", "group=a*")) {
            assertThat(server.get("/v1/services?" + query).status()).as(query).isEqualTo(400);
        }
    }
}
