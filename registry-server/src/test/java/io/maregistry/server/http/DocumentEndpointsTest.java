package io.maregistry.server.http;

import static io.maregistry.server.http.ServerUnderTest.INSTANCE;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocumentEndpointsTest {

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
    void registeredInstanceIsFound() {
        HttpResponse<String> registered = server.post("/reg?service=a.B", INSTANCE);
        assertThat(registered.statusCode()).isEqualTo(200);
        assertThat(registered.body()).isEqualTo(INSTANCE);
        assertThat(server.get("/findAll?service=a.B").body()).isEqualTo("[" + INSTANCE + "]");
    }

    @Test
    void unknownServiceHasNoInstances() {
        HttpResponse<String> found = server.get("/findAll?service=a.B");
        assertThat(found.statusCode()).isEqualTo(200);
        assertThat(found.body()).isEqualTo("[]");
    }

    @Test
    void versionCountsChangesAndRenewals() {
        server.post("/reg?service=a.B", INSTANCE);
        server.post("/renew?service=a.B", INSTANCE);
        assertThat(server.get("/version?service=a.B").body()).isEqualTo("2");
        assertThat(server.get("/versions?services=a.B,c.D").body()).isEqualTo("{\"a.B\":2,\"c.D\":0}");
    }

    @Test
    void unregisteredInstanceIsAnsweredOnce() {
        server.post("/reg?service=a.B", INSTANCE);
        assertThat(server.post("/unreg?service=a.B", INSTANCE).body()).isEqualTo(INSTANCE);
        assertThat(server.post("/unreg?service=a.B", INSTANCE).body()).isEqualTo("null");
    }

    @Test
    void renewalOfAnUnknownInstanceNamesTheServices() {
        server.post("/reg?service=a.B", INSTANCE);
        HttpResponse<String> renewed = server.post("/renews?services=a.B,c.D,e%2Ff%2Fg", INSTANCE);
        assertThat(renewed.statusCode()).isEqualTo(200);
        assertThat(renewed.body()).isEqualTo(INSTANCE);
        assertThat(renewed.headers().firstValue("X-Registry-Require-Reregister"))
                .hasValue("c.D,e%2Ff%2Fg");
    }
}
