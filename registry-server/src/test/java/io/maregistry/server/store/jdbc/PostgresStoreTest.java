package io.maregistry.server.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.maregistry.model.Content;
import io.maregistry.model.Parameters;
import io.maregistry.server.config.StoreConfig;
import io.maregistry.server.state.Root;
import io.maregistry.server.store.RegistryStore;
import io.maregistry.server.store.RemoteStoreContract;
import io.maregistry.server.store.SampleRegistry;
import io.maregistry.server.store.StoreException;
import io.maregistry.server.store.TestProxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresStoreTest extends RemoteStoreContract {

    /** Of a writer that stops for longer than anybody waits; its server waits a second for it. */
    private static final Waits PATIENT =
            new Waits(Duration.ofSeconds(1), Duration.ofMinutes(5), Duration.ofMinutes(10), Duration.ofSeconds(1));

    /** Of one that waits for it. */
    private static final Waits WAITING =
            new Waits(Duration.ofSeconds(1), Duration.ofSeconds(4), Duration.ofMinutes(1), Duration.ofSeconds(2));

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
    void writerThatStoppedInTheMiddleOfABatchHoldsUpNoOther() throws Exception {
        SampleRegistry registry = SampleRegistry.ofEverything(500);
        store().save(SampleRegistry.small().root());
        try (TestProxy proxy = TestProxy.of(server.port());
                RegistryStore stopped =
                        tested(proxy.port(), PostgresServer.PASSWORD).open(PATIENT);
                RegistryStore next =
                        tested(server.port(), PostgresServer.PASSWORD).open(WAITING)) {
            stopped.load();
            proxy.silentAfter(100_000);
            CompletableFuture<Void> unfinished = CompletableFuture.runAsync(() -> stopped.save(registry.root()));
            await().until(proxy::isSilent);

            next.save(registry.root());

            assertHolds(registry.root());
            proxy.be(TestProxy.Mode.AWAY);
            assertThat(unfinished).failsWithin(Duration.ofSeconds(20));
        }
    }

    @Test
    void writerThatStoppedBetweenTwoStatementsHoldsUpNoOther() throws Exception {
        Root root = SampleRegistry.small().root();
        store().save(root);
        CountDownLatch isLocked = new CountDownLatch(1);
        CountDownLatch goesOn = new CountDownLatch(1);
        try (Database stopped = database(PATIENT)) {
            CompletableFuture<Void> unfinished = CompletableFuture.runAsync(() ->
                    stopped.inTransaction(Connection.TRANSACTION_READ_COMMITTED, session -> {
                        RegistryRow row = RegistryRow.lock(session, new Schema());
                        isLocked.countDown();
                        awaitQuietly(goesOn);
                        row.update(session);
                        return row;
                    }));
            isLocked.await();

            store().save(root);

            goesOn.countDown();
            assertThat(unfinished).failsWithin(Duration.ofSeconds(20));
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void serverIsToldHowLongItMayWaitForUs() throws Exception {
        try (Database database = database(Waits.DEFAULT)) {
            String told = database.inTransaction(Connection.TRANSACTION_READ_COMMITTED, session -> {
                try (PreparedStatement settings = session.prepare("SELECT string_agg(current_setting(name), ' ')"
                                + " FROM unnest(ARRAY['idle_in_transaction_session_timeout', 'statement_timeout',"
                                + " 'lock_timeout', 'tcp_keepalives_idle', 'tcp_keepalives_interval',"
                                + " 'tcp_keepalives_count']) AS name");
                        ResultSet row = settings.executeQuery()) {
                    row.next();
                    return row.getString(1);
                }
            });
            assertThat(told).isEqualTo("20s 30s 27s 15 5 3");
        }
    }

    @Test
    void failureDoesNotShowTheRow() throws Exception {
        RegistryStore store = store();
        store.save(SampleRegistry.small().root());
        tested(server.port(), PostgresServer.PASSWORD)
                .execute("ALTER TABLE maregistry_instance ADD CONSTRAINT light CHECK (weight < 9000)");
        Content confidential =
                Content.PLAIN.withWeight(9_001).withParameters(Parameters.of(Map.of("note", "confidential")));
        SampleRegistry registry = SampleRegistry.small().register("service-0", 0, confidential);

        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> store.save(registry.root()))
                .withMessageContaining("23514")
                .satisfies(told -> assertThat(told.getMessage()).doesNotContain("confidential"));
    }

    @Test
    void ofTwoWritersOfOneLineageAtTheSameTimeTheNewerOneStays() throws Exception {
        SampleRegistry registry = SampleRegistry.ofEverything(500);
        Root older = registry.root();
        Root newer = registry.register("service-0", 0, Content.PLAIN).root();
        RegistryStore behind = store();
        RegistryStore ahead = store();
        for (int round = 0; round < 10; round++) {
            CompletableFuture<Void> saving = CompletableFuture.runAsync(() -> behind.save(older));
            ahead.save(newer);
            assertThat(saving)
                    .satisfiesAnyOf(
                            done -> assertThat(done).succeedsWithin(Duration.ofSeconds(20)),
                            refused -> assertThat(refused)
                                    .failsWithin(Duration.ofSeconds(20))
                                    .withThrowableThat()
                                    .withMessageContaining("another node writes them"));

            assertHolds(newer);
            tested(server.port(), PostgresServer.PASSWORD).execute("UPDATE maregistry_registry SET revision = 0");
        }
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
        return new Tested(url(port), PostgresServer.USER, password, dataDir);
    }

    private Database database(Waits waits) {
        StoreConfig.Jdbc config = new StoreConfig.Jdbc(url(server.port()), PostgresServer.USER, "");
        return new Database(config, Dialect.POSTGRESQL, waits, () -> PostgresServer.PASSWORD);
    }

    private String url(int port) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }
}
