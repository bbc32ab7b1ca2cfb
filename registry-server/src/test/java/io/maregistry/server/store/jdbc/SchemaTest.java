package io.maregistry.server.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.maregistry.server.config.StoreConfig;
import io.maregistry.server.store.Kept;
import io.maregistry.server.store.RegistryStore;
import io.maregistry.server.store.SampleRegistry;
import io.maregistry.server.store.StoreException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchemaTest {

    private static final List<String> NEXT_STEP =
            List.of("ALTER TABLE maregistry_service ADD COLUMN IF NOT EXISTS note VARCHAR DEFAULT 'old'");

    private static final int NOW = Schema.STEPS.size();

    @TempDir
    Path dataDir;

    private Tested h2;

    @BeforeEach
    void fillTables() throws IOException {
        h2 = new Tested("jdbc:h2:file:" + dataDir.resolve("registry"), "keeper", "sesame", dataDir);
        try (RegistryStore store = h2.open()) {
            store.save(SampleRegistry.small().root());
        }
    }

    @Test
    void tablesSayTheirVersion() throws Exception {
        assertThat(h2.query("SELECT version FROM maregistry_schema")).containsExactly("" + NOW);
    }

    @Test
    void olderTablesAreBroughtUpAndKeepTheirRows() throws Exception {
        make(nextBuild());

        assertThat(h2.query("SELECT version FROM maregistry_schema")).containsExactly("" + (NOW + 1));
        assertThat(h2.query("SELECT note FROM maregistry_service WHERE service_key = 'service-1'"))
                .containsExactly("old");
        make(nextBuild());
    }

    @Test
    void stepThatWasBegunAndNotEndedIsDoneAgain() throws Exception {
        h2.execute("UPDATE maregistry_schema SET version = 0");

        make(new Schema());

        assertThat(h2.query("SELECT version FROM maregistry_schema")).containsExactly("" + NOW);
        assertThat(h2.query("SELECT COUNT(*) FROM maregistry_instance")).containsExactly("12");
    }

    @Test
    void tablesOfTheBuildThatKeptNoItemsGetThem() throws Exception {
        SampleRegistry registry = SampleRegistry.small();
        h2.execute("DROP TABLE maregistry_item");
        h2.execute("DROP TABLE maregistry_item_count");
        h2.execute("UPDATE maregistry_schema SET version = 2");

        try (RegistryStore store = h2.open()) {
            assertThat(Kept.of(store.load())).contains(Kept.of(registry.root()));
            store.save(registry.publish("db", "one").describe("blue", "").root());
        }

        assertThat(h2.query("SELECT version FROM maregistry_schema")).containsExactly("3");
        assertThat(h2.query("SELECT kind, item_key FROM maregistry_item ORDER BY kind"))
                .containsExactly("config db", "namespace blue");
    }

    @Test
    void tablesOfANewerBuildAreRefused() throws Exception {
        make(nextBuild());

        try (RegistryStore store = h2.open()) {
            assertThatExceptionOfType(StoreException.class)
                    .isThrownBy(() -> store.save(SampleRegistry.small().root()))
                    .satisfies(newer -> assertThat(newer.kind()).isEqualTo(StoreException.Kind.REFUSED))
                    .withMessageContaining("version " + (NOW + 1) + ", made by a newer build; this one knows " + NOW);
        }
    }

    @Test
    void tablesThatANewerBuildTookOverMeanwhileAreLeftAlone() throws Exception {
        SampleRegistry later = SampleRegistry.small();
        later.takeChanges();
        later.unregister("service-0", 0);

        assertRefusedByANewerBuild(store -> store.save(later.root()));
        assertRefusedByANewerBuild(store -> store.append(later.root(), later.takeChanges()));
        assertRefusedByANewerBuild(RegistryStore::load);

        assertThat(h2.query("SELECT COUNT(*) FROM maregistry_instance")).containsExactly("12");
    }

    private void assertRefusedByANewerBuild(Consumer<RegistryStore> call) throws Exception {
        h2.execute("UPDATE maregistry_schema SET version = " + NOW);
        try (RegistryStore store = h2.open()) {
            store.save(SampleRegistry.small().root());
            h2.execute("UPDATE maregistry_schema SET version = " + (NOW + 1));

            assertThatExceptionOfType(StoreException.class)
                    .isThrownBy(() -> call.accept(store))
                    .satisfies(newer -> assertThat(newer.kind()).isEqualTo(StoreException.Kind.REFUSED))
                    .withMessageContaining("made by a newer build");
        }
    }

    private static Schema nextBuild() {
        List<List<String>> steps = new ArrayList<>(Schema.STEPS);
        steps.add(NEXT_STEP);
        return new Schema(steps);
    }

    private void make(Schema schema) {
        StoreConfig.Jdbc config = new StoreConfig.Jdbc(h2.url(), "keeper", "");
        try (Database database = new Database(config, Dialect.H2, Waits.DEFAULT, () -> "sesame")) {
            schema.make(database);
        }
    }
}
