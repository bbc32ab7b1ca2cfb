package io.maregistry.server.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.model.Content;
import io.maregistry.model.InstanceId;
import io.maregistry.model.ServiceName;
import io.maregistry.server.state.Register;
import io.maregistry.server.store.RegistryStore;
import io.maregistry.server.store.SampleRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the guide to stores shows works. Run with {@code -Dguide.write=true} to write its code anew. */
class GuideTest {

    @TempDir
    Path dataDir;

    @Test
    void exampleOfAStoreIsTheOneThatPassesTheSuite() throws IOException {
        String text = Files.readString(Guide.FILE);
        String quoted = Guide.withCode(text, "ArchiveStoreProvider", "ArchiveStore");
        if (Boolean.getBoolean("guide.write")) {
            Files.writeString(Guide.FILE, quoted);
        }

        assertThat(Files.readString(Guide.FILE)).isEqualTo(quoted);
    }

    @Test
    void queriesRunOnH2() throws Exception {
        Tested h2 = new Tested("jdbc:h2:file:" + dataDir.resolve("registry"), "keeper", "sesame", dataDir);
        SampleRegistry registry = SampleRegistry.ofEverything(100)
                .apply(new Register(
                        null,
                        ServiceName.of("com.example.UserService"),
                        new InstanceId("http", "10.9.9.9", 80, ""),
                        Content.PLAIN,
                        true))
                .publish("app.yaml", "a: 1");
        try (RegistryStore store = h2.open()) {
            store.save(registry.root());
        }

        assertThat(Guide.blocks("sql"))
                .hasSize(5)
                .allSatisfy(query -> assertThat(h2.query(query)).isNotEmpty());
        assertThat(h2.query(Guide.blocks("sql").get(0))).containsExactly("http://10.9.9.9:80 100");
    }

    @Test
    void columnsSayWhatCounts() throws Exception {
        Tested h2 = new Tested("jdbc:h2:file:" + dataDir.resolve("registry"), "keeper", "sesame", dataDir);
        try (RegistryStore store = h2.open()) {
            store.save(SampleRegistry.ofEverything(25).root());
        }

        assertThat(h2.query(
                        "SELECT handle, service_key, service_group, url, status, healthy, weight, enabled, ephemeral,"
                                + " ttl_ms, instance_id, last_renewed_ms, renewals FROM maregistry_instance"
                                + " WHERE handle IN (13, 41, 65) ORDER BY handle"))
                .containsExactly(
                        "13 blue/Grün-0/com.example.Service0 Grün-0 grpc://[2001:db8::4]:9090/a/b@c Updating FALSE 10000"
                                + " FALSE TRUE 3004 second-4 null 0",
                        "41 blue/Grün-0/com.example.Service0 Grün-0 grpc://[2001:db8::d]:9090/a/b@c Updating FALSE 10000"
                                + " FALSE TRUE 3013 null 1763700000130 13",
                        "65 blue/Grün-0/com.example.Service0 Grün-0 http://10.0.0.21:80 Updating TRUE 0 TRUE FALSE 3021"
                                + " null 1763700000210 21");
    }
}
