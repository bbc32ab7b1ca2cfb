package io.maregistry.server.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.maregistry.server.config.StoreConfig;
import io.maregistry.server.state.Root;
import io.maregistry.server.store.Kept;
import io.maregistry.server.store.RegistryStore;
import io.maregistry.server.store.SampleRegistry;
import io.maregistry.server.store.StoreException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.h2.tools.Server;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Several writers bring up the tables of one H2 database, where each statement that changes a table is committed by itself. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SchemaRaceTest {

    private static final int NOW = Schema.STEPS.size();
    private static final int WRITERS = 3;
    private static final int ROUNDS = 25;

    @TempDir
    Path dataDir;

    /** Where a step waits: on H2 a statement can call a method. */
    public static final class Halt {

        private static volatile CountDownLatch reached = new CountDownLatch(1);
        private static volatile CountDownLatch goesOn = new CountDownLatch(1);

        private Halt() {}

        static void set() {
            reached = new CountDownLatch(1);
            goesOn = new CountDownLatch(1);
        }

        /** Called by the database. */
        public static boolean here() throws InterruptedException {
            reached.countDown();
            return goesOn.await(60, TimeUnit.SECONDS);
        }
    }

    @Test
    void writersOfAnEmptyDatabaseAllFindItsTables() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            assertAllBringUp(inMemory());
        }
    }

    @Test
    void writersOfAnEmptyDatabaseBehindAServerAllFindItsTables() throws Exception {
        Server server = Server.createTcpServer("-tcpPort", "0", "-ifNotExists").start();
        try {
            for (int round = 0; round < ROUNDS; round++) {
                assertAllBringUp(tested("jdbc:h2:tcp://127.0.0.1:" + server.getPort() + "/mem:" + name()));
            }
        } finally {
            server.stop();
        }
    }

    @Test
    void writersOfOlderTablesAllFindThemBroughtUpWithTheirRows() throws Exception {
        Root root = SampleRegistry.small().root();
        for (int round = 0; round < ROUNDS; round++) {
            Tested h2 = inMemory();
            makeOlder(h2, root);

            assertAllBringUp(h2);

            try (RegistryStore store = h2.open()) {
                assertThat(Kept.of(store.load())).contains(Kept.of(root));
            }
        }
    }

    @Test
    void nobodyChangesTablesThatAnotherIsBringingUp() throws Exception {
        Tested h2 = inMemory();
        makeOlder(h2, SampleRegistry.small().root());
        h2.execute("CREATE ALIAS HALT FOR \"" + Halt.class.getName() + ".here\"");
        Halt.set();
        List<List<String>> steps = new ArrayList<>(Schema.STEPS);
        steps.set(1, List.of("ALTER TABLE maregistry_instance ADD COLUMN first VARCHAR", "CALL HALT()"));
        steps.add(List.of("ALTER TABLE maregistry_instance ADD COLUMN IF NOT EXISTS metrics VARCHAR"));
        CompletableFuture<Void> slow = CompletableFuture.runAsync(() -> make(h2, new Schema(steps)));
        Halt.reached.await();

        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> make(h2, new Schema()))
                .satisfies(waited -> assertThat(waited.kind()).isEqualTo(StoreException.Kind.UNREACHABLE));
        assertThat(h2.query("SELECT version FROM maregistry_schema")).containsExactly("1");
        assertThat(metricsColumns(h2)).isEmpty();

        Halt.goesOn.countDown();
        slow.get(60, TimeUnit.SECONDS);
        assertThat(h2.query("SELECT version FROM maregistry_schema")).containsExactly("" + steps.size());
    }

    private void assertAllBringUp(Tested h2) throws Exception {
        CyclicBarrier start = new CyclicBarrier(WRITERS);
        List<CompletableFuture<Void>> writers = new ArrayList<>();
        for (int writer = 0; writer < WRITERS; writer++) {
            writers.add(CompletableFuture.runAsync(() -> {
                await(start);
                make(h2, new Schema());
            }));
        }
        for (CompletableFuture<Void> writer : writers) {
            writer.get(60, TimeUnit.SECONDS);
        }
        assertThat(h2.query("SELECT version FROM maregistry_schema")).containsExactly("" + NOW);
        assertThat(metricsColumns(h2)).containsExactly("METRICS");
    }

    /** The tables as the first build made them. */
    private static void makeOlder(Tested h2, Root root) throws Exception {
        try (RegistryStore store = h2.open()) {
            store.save(root);
        }
        h2.execute("ALTER TABLE maregistry_instance DROP COLUMN metrics");
        h2.execute("UPDATE maregistry_schema SET version = 1");
    }

    private static List<String> metricsColumns(Tested h2) throws Exception {
        return h2.query("SELECT column_name FROM information_schema.columns"
                + " WHERE table_name = 'MAREGISTRY_INSTANCE' AND column_name = 'METRICS'");
    }

    private static void await(CyclicBarrier start) {
        try {
            start.await(20, TimeUnit.SECONDS);
        } catch (Exception unmet) {
            throw new IllegalStateException(unmet);
        }
    }

    private static void make(Tested h2, Schema schema) {
        StoreConfig.Jdbc config = new StoreConfig.Jdbc(h2.url(), "keeper", "");
        try (Database database = new Database(config, Dialect.H2, Waits.DEFAULT, () -> "sesame")) {
            schema.make(database);
        }
    }

    private Tested inMemory() throws Exception {
        return tested("jdbc:h2:mem:" + name());
    }

    private static String name() {
        return UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
    }

    private Tested tested(String url) throws Exception {
        return new Tested(url, "keeper", "sesame", dataDir);
    }
}
