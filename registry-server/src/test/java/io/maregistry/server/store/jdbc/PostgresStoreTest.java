package io.maregistry.server.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.maregistry.model.Content;
import io.maregistry.server.state.Root;
import io.maregistry.server.store.Kept;
import io.maregistry.server.store.RegistryStore;
import io.maregistry.server.store.RemoteStoreContract;
import io.maregistry.server.store.SampleRegistry;
import io.maregistry.server.store.StoreException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresStoreTest extends RemoteStoreContract {

    private static PostgresServer server;

    @TempDir
    Path dataDir;

    private String database;

    @BeforeAll
    static void startServer() throws Exception {
        server = PostgresServer.start();
    }

    @AfterAll
    static void stopServer() throws Exception {
        server.close();
    }

    @BeforeEach
    void makeDatabase() throws SQLException {
        database = server.newDatabase();
    }

    @Override
    protected int serverPort() {
        return server.port();
    }

    @Override
    protected RegistryStore openAt(int port) throws Exception {
        return tested(port, PostgresServer.PASSWORD).open(port == server.port() ? Waits.DEFAULT : Tested.SHORT);
    }

    @Override
    protected RegistryStore openWithPassword(int port, String password) throws Exception {
        return tested(port, password).open(Tested.SHORT);
    }

    @Override
    protected void damage() throws Exception {
        tested(server.port(), PostgresServer.PASSWORD).execute("DELETE FROM maregistry_instance WHERE handle = 3");
    }

    @Test
    void queriesOfTheGuideRun() throws Exception {
        store().save(SampleRegistry.ofEverything(100).root());
        Tested postgres = tested(server.port(), PostgresServer.PASSWORD);

        for (String query : Guide.blocks("sql")) {
            postgres.query(query);
        }
        assertThat(Guide.blocks("postgresql"))
                .singleElement()
                .satisfies(query -> assertThat(postgres.query(query)).isNotEmpty());
    }

    @Test
    void writersAtTheSameTimeLeaveTheStateOfOne() throws Exception {
        Root one = SampleRegistry.ofEverything(2_000).root();
        Root other =
                SampleRegistry.born(7).register("service-0", 1, Content.PLAIN).root();

        CompletableFuture<Void> first = saving(store(), one);
        CompletableFuture<Void> second = saving(store(), other);
        CompletableFuture.allOf(first, second).get(30, TimeUnit.SECONDS);

        assertThat(Kept.of(store().load()).orElseThrow()).isIn(Kept.of(one), Kept.of(other));
    }

    private static CompletableFuture<Void> saving(RegistryStore store, Root root) {
        return CompletableFuture.runAsync(() -> {
            for (int time = 0; time < 5; time++) {
                store.save(root);
            }
        });
    }

    @Test
    void newPasswordInTheFileIsTakenWithoutOpeningAnew() throws Exception {
        RegistryStore store = store();
        Files.writeString(dataDir.resolve("secret"), "outdated");
        assertThatExceptionOfType(StoreException.class).isThrownBy(store::load);

        Files.writeString(dataDir.resolve("secret"), PostgresServer.PASSWORD);

        assertThat(store.load()).isEmpty();
    }

    @Test
    void schemaThatIsNotThereIsRefusedUntilItIs() throws Exception {
        Tested owner = tested(server.port(), PostgresServer.PASSWORD);
        String schema = "jdbc:postgresql://127.0.0.1:" + server.port() + "/" + database + "?currentSchema=elsewhere";
        Tested lost = new Tested(schema, PostgresServer.USER, PostgresServer.PASSWORD, dataDir);

        try (RegistryStore store = lost.open(Tested.SHORT)) {
            assertThatExceptionOfType(StoreException.class)
                    .isThrownBy(store::load)
                    .satisfies(refused -> assertThat(refused.kind()).isEqualTo(StoreException.Kind.REFUSED));
            owner.execute("CREATE SCHEMA elsewhere");
            assertThat(store.load()).isEmpty();
        }
    }

    private Tested tested(int port, String password) throws Exception {
        String url = "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
        return new Tested(url, PostgresServer.USER, password, dataDir);
    }
}
