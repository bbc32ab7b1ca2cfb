package io.maregistry.server.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.maregistry.server.config.StoreConfig;
import io.maregistry.server.state.Root;
import io.maregistry.server.store.RegistryStore;
import io.maregistry.server.store.RegistryStoreContract;
import io.maregistry.server.store.SampleRegistry;
import io.maregistry.server.store.StoreException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class H2StoreTest extends RegistryStoreContract {

    private static final String PASSWORD = "sesame";

    @TempDir
    Path dataDir;

    private Tested tested;

    @BeforeEach
    void writePassword() throws Exception {
        tested = new Tested("jdbc:h2:file:" + dataDir.resolve("registry"), "keeper", PASSWORD, dataDir);
    }

    @Override
    protected RegistryStore open() throws Exception {
        return tested.open();
    }

    @Override
    protected void damage() throws SQLException {
        tested.execute("DELETE FROM maregistry_instance WHERE handle = 3");
    }

    @Test
    void wrongPasswordIsRefusedWithoutBeingRepeated() throws Exception {
        store().save(SampleRegistry.small().root());
        Files.writeString(dataDir.resolve("secret"), "entirely-wrong-secret");

        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> store().load())
                .satisfies(refused -> assertThat(refused.kind()).isEqualTo(StoreException.Kind.REFUSED))
                .satisfies(refused -> assertThat(refused.toString()).doesNotContain("entirely-wrong-secret"));
    }

    @Test
    void databaseOfAnotherKindIsRefused() {
        StoreConfig.Jdbc jdbc = new StoreConfig.Jdbc("jdbc:other:x", "", "");

        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> new JdbcStoreProvider().open(Tested.config(jdbc), dataDir))
                .withMessage("store.jdbc.url must begin with jdbc:postgresql: or jdbc:h2:");
    }

    @Test
    void rowThatWasChangedByHandIsDamage() throws Exception {
        for (String change : List.of(
                "UPDATE maregistry_instance SET details = '{' WHERE handle = 1",
                "UPDATE maregistry_instance SET parameters = '{\"k\":1}' WHERE handle = 1",
                "UPDATE maregistry_instance SET port = 0 WHERE handle = 1",
                "UPDATE maregistry_instance SET service_key = 'other' WHERE handle = 1",
                "UPDATE maregistry_instance SET handle = 1000 WHERE handle = 1",
                "UPDATE maregistry_service SET instances = 1 WHERE service_key = 'service-0'",
                "UPDATE maregistry_registry SET lineage = 'none'",
                "UPDATE maregistry_registry SET cluster_id = NULL",
                "DELETE FROM maregistry_service WHERE service_key = 'service-0'",
                "DELETE FROM maregistry_item WHERE kind = 'config'",
                "DELETE FROM maregistry_item_count",
                "UPDATE maregistry_item_count SET items = 77",
                "UPDATE maregistry_item SET kind = 'other' WHERE kind = 'config'",
                "UPDATE maregistry_item SET item_number = item_number + 1 WHERE kind = 'config'",
                "UPDATE maregistry_item SET content = '{}' WHERE kind = 'config'",
                "UPDATE maregistry_item SET content = '{\"revision\":1,\"more\":2}' WHERE kind = 'namespace'",
                "UPDATE maregistry_item SET item_key = 'no slash' WHERE kind = 'routing'",
                "UPDATE maregistry_item SET content = '' WHERE kind = 'release'",
                "DELETE FROM maregistry_registry")) {
            Root root = withItems().root();
            store().save(root);
            tested.execute(change);

            assertThatExceptionOfType(StoreException.class)
                    .as(change)
                    .isThrownBy(() -> store().load())
                    .satisfies(damaged -> assertThat(damaged.kind()).isEqualTo(StoreException.Kind.DAMAGED));

            store().save(root);
            assertHolds(root);
        }
    }

    @Test
    void itemThatChangesCostsItsOwnRowsAlone() throws Exception {
        SampleRegistry registry = withItems();
        RegistryStore store = store();
        store.save(registry.root());
        registry.takeChanges();
        tested.execute("UPDATE maregistry_item SET revision = -1"); // which nobody reads back
        tested.execute("UPDATE maregistry_instance SET weight = -1");
        tested.execute("UPDATE maregistry_service SET namespace = 'by hand'");

        registry.publish("db", "two");
        assertThat(store.append(registry.root(), registry.takeChanges())).isTrue();
        assertThat(rewritten()).containsExactly("config db two");

        registry.describe("blue", "changed");
        store.save(registry.root());
        assertThat(rewritten()).containsExactly("config db two", "namespace blue changed");
        assertThat(tested.query("SELECT COUNT(*) FROM maregistry_instance WHERE weight <> -1"))
                .containsExactly("0");
        assertThat(tested.query("SELECT COUNT(*) FROM maregistry_service WHERE namespace <> 'by hand'"))
                .containsExactly("0");
        assertHolds(registry.root());
    }

    @Test
    void nextWriterRewritesTheItemsThatDifferAlone() throws Exception {
        SampleRegistry registry = withItems();
        store().save(registry.root());
        tested.execute("UPDATE maregistry_item SET revision = -1");
        tested.execute("UPDATE maregistry_item SET content = 'by hand' WHERE kind = 'namespace'");
        tested.execute("UPDATE maregistry_item SET item_key = 'db' WHERE item_key = 'other'");

        store().save(registry.publish("db", "two").describe("blue", "changed").root());

        assertThat(rewritten()).containsExactly("config db two", "config other null", "namespace blue changed");
        assertHolds(registry.root());
    }

    private List<String> rewritten() throws SQLException {
        return tested.query("SELECT kind, item_key, REGEXP_SUBSTR(content, 'two|changed') FROM maregistry_item"
                + " WHERE revision >= 0 ORDER BY kind, item_key");
    }

    private static SampleRegistry withItems() {
        return SampleRegistry.small()
                .describe("blue", "before")
                .route("service-1", "BLUE")
                .publish("db", "one")
                .publish("other", "one")
                .release("service-2", 2, "1.0.0.0");
    }

    @Test
    void loadThatTakesTooLongEnds() throws Exception {
        store().save(SampleRegistry.small().root());
        Waits usual = Waits.DEFAULT;

        try (RegistryStore hurried =
                tested.open(new Waits(usual.connect(), usual.answer(), Duration.ofNanos(1), usual.idle()))) {
            assertThatExceptionOfType(StoreException.class)
                    .isThrownBy(hurried::load)
                    .withMessageContaining("not done within")
                    .satisfies(slow -> assertThat(slow.kind()).isEqualTo(StoreException.Kind.UNREACHABLE));
        }
    }

    @Test
    void databaseThatWasEmptiedMeanwhileIsMadeAnew() throws Exception {
        SampleRegistry registry = SampleRegistry.small();
        RegistryStore store = store();
        store.save(registry.root());
        tested.execute("DROP ALL OBJECTS");

        assertThatExceptionOfType(StoreException.class).isThrownBy(() -> store.save(registry.root()));
        store.save(registry.root());

        assertHolds(registry.root());
    }
}
