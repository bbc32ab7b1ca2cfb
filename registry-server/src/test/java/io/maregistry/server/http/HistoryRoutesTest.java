package io.maregistry.server.http;

import static io.maregistry.server.http.ServerUnderTest.SAMPLE;
import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.model.CheckState;
import io.maregistry.model.ServiceName;
import io.maregistry.server.http.ServerUnderTest.Reply;
import io.maregistry.server.state.CheckVerdicts;
import io.maregistry.server.state.Expire;
import io.maregistry.server.state.Listed;
import io.maregistry.server.state.Tick;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryRoutesTest {

    private static final ServiceName SERVICE = ServiceName.of("a.B");

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

    @Test
    void removalCarriesItsCause() {
        server.post("/reg?service=a.B", SAMPLE);
        Listed listed = Objects.requireNonNull(server.replication.root().service(SERVICE))
                .instances()
                .iterator()
                .next();
        for (int second = 0; second < 20; second++) {
            server.replication.apply(new Tick(1_000, List.of(), List.of()));
        }
        server.replication.apply(new Tick(400, List.of(), List.of()));
        server.replication.apply(new Expire(SERVICE, List.of(new Expire.Silent(listed.handle(), 0))));

        assertThat(server.get("/v1/history/a.B").body())
                .startsWith(
                        "{\"service\":\"a.B\",\"oldest\":1,\"entries\":[{\"revision\":2,\"at\":1763700000000,\"term\":7,"
                                + "\"action\":\"removed\",\"cause\":\"silence\",\"id\":\"http://10.0.0.1:8080/x\","
                                + "\"detail\":\"silent for 20.4 s\"},{\"revision\":1,")
                .contains("\"action\":\"added\",\"cause\":\"register\"")
                .doesNotContain("next");
    }

    @Test
    void checkCarriesItsEvidence() {
        server.post(
                "/v1/services/a.B/instances",
                "{\"scheme\":\"http\",\"host\":\"10.0.0.1\",\"port\":8080,"
                        + "\"check\":{\"type\":\"http\",\"path\":\"/h\",\"removeAfterMs\":1000}}");
        tell("HTTP/1.1 503 Service Unavailable");

        assertThat(server.get("/v1/services/a.B").body())
                .contains(
                        "\"status\":\"Error\",\"healthy\":false",
                        "\"checkResult\":{\"verdict\":\"failing\",\"since\":1763700000000,"
                                + "\"evidence\":\"HTTP/1.1 503 Service Unavailable\",\"latencyMs\":12}");
        server.replication.apply(new Tick(1_000, List.of(), List.of()));
        tell("HTTP/1.1 500");

        assertThat(server.get("/v1/history/a.B").body())
                .contains(
                        "\"action\":\"removed\",\"cause\":\"check\",\"id\":\"http://10.0.0.1:8080\","
                                + "\"detail\":\"failing for 1.0 s: HTTP/1.1 503 Service Unavailable (12 ms)\"}",
                        "\"action\":\"health\",\"cause\":\"check\",\"id\":\"http://10.0.0.1:8080\","
                                + "\"detail\":\"HTTP/1.1 503 Service Unavailable (12 ms)\"}");
    }

    private void tell(String evidence) {
        Listed listed = Objects.requireNonNull(server.replication.root().service(SERVICE))
                .instances()
                .iterator()
                .next();
        server.replication.apply(new CheckVerdicts(List.of(new CheckVerdicts.Found(
                listed.handle(),
                Objects.requireNonNull(listed.instance().content().check()),
                CheckState.Verdict.FAILING,
                evidence,
                12))));
    }

    @Test
    void pagesGoOnWhereTheOneBeforeEnded() {
        server.post("/reg?service=a.B", SAMPLE);
        server.post("/unreg?service=a.B", SAMPLE);
        server.post("/reg?service=a.B", SAMPLE);

        Reply first = server.get("/v1/history/a.B?limit=2");
        Reply second = server.get("/v1/history/a.B?limit=2&before=2");

        assertThat(first.body()).contains("\"revision\":3", "\"revision\":2", "\"next\":2}");
        assertThat(second.body()).contains("\"revision\":1").doesNotContain("\"revision\":2", "next");
    }

    @Test
    void oneInstanceIsPickedByItsUrl() {
        server.post("/reg?service=a.B", SAMPLE);
        server.post("/reg?service=a.B", SAMPLE.replace("10.0.0.1", "10.0.0.2"));

        assertThat(server.get("/v1/history/a.B?id=http%3A%2F%2F10.0.0.2%3A8080%2Fx")
                        .body())
                .contains("10.0.0.2")
                .doesNotContain("10.0.0.1");
    }

    @Test
    void unknownServiceHasNone() {
        assertThat(server.get("/v1/history/a.B").body()).isEqualTo("{\"service\":\"a.B\",\"oldest\":0,\"entries\":[]}");
    }

    @Test
    void badParametersAreRefused() {
        for (String query : List.of("limit=0", "limit=1001", "limit=x", "before=0", "before=-1", "id=nothing", "x=1")) {
            assertThat(server.get("/v1/history/a.B?" + query).status())
                    .as(query)
                    .isEqualTo(400);
        }
    }
}
