package io.maregistry.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The description of the API and the server, held against each other both ways. */
class OpenApiTest {

    @TempDir
    private Path directory;

    private final Contract contract = new Contract();

    @Test
    void everyRouteIsDescribedAndNothingElseIs() {
        try (ServerUnderTest server = new ServerUnderTest(directory)) {
            TreeSet<String> routes = new TreeSet<>();
            server.server.routes().forEach(route -> routes.add(route.verb() + " " + route.template()));
            assertThat(routes).isEqualTo(contract.operations());
        }
    }

    @Test
    void parametersOfNativeRoutesAreDescribedAndNothingElseIs() {
        try (ServerUnderTest server = new ServerUnderTest(directory)) {
            for (Route route : server.server.routes()) {
                if (route.isNative()) {
                    assertThat(new TreeSet<>(route.parameters().names()))
                            .as("%s %s", route.verb(), route.template())
                            .isEqualTo(contract.queryParameters(route.verb().name(), route.template()));
                }
            }
        }
    }

    @Test
    void serverGivesItsDescription() {
        try (ServerUnderTest server = new ServerUnderTest(directory)) {
            assertThat(server.get("/openapi.yaml").body()).startsWith("#").contains("openapi: 3.1.0");
        }
    }

    @Test
    void metricsCountAnswersByRouteAndStatus() {
        try (ServerUnderTest server = new ServerUnderTest(directory)) {
            server.get("/version?service=a.B");
            server.get("/version");
            assertThat(server.get("/metrics").body())
                    .contains("maregistry_http_requests_total{route=\"GET /version\",status=\"200\"} 1")
                    .contains("maregistry_http_requests_total{route=\"GET /version\",status=\"400\"} 1")
                    .contains("maregistry_http_request_duration_seconds_count{route=\"GET /version\"} 2")
                    .contains("maregistry_http_connections 1");
        }
    }
}
