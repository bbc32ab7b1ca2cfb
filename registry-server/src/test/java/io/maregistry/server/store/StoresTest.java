package io.maregistry.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.maregistry.server.config.ExitCode;
import io.maregistry.server.config.StartException;
import io.maregistry.server.config.StoreConfig;
import io.maregistry.server.state.Root;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoresTest {

    @TempDir
    Path dataDir;

    @Test
    void noneIsNoStore() {
        assertThat(Stores.open(StoreConfig.DEFAULT, dataDir)).isEmpty();
    }

    @Test
    void oursIsFoundByItsType() {
        try (RegistryStore store = Stores.open(of("file", Map.of()), dataDir).orElseThrow()) {
            assertThat(store.name()).isEqualTo("file");
        }
    }

    @Test
    void storeOfAThirdPartyIsFoundAndGivenItsOptions() {
        Root root = SampleRegistry.small().root();
        StoreConfig config = of("archive", Map.of("folder", "kept"));

        try (RegistryStore store = Stores.open(config, dataDir).orElseThrow()) {
            store.save(root);
            assertThat(Kept.of(store.load())).contains(Kept.of(root));
        }

        assertThat(dataDir.resolve("kept")).isNotEmptyDirectory();
    }

    @Test
    void typeThatNobodyHasIsToldWithThoseThatAreThere() {
        assertThatExceptionOfType(StartException.class)
                .isThrownBy(() -> Stores.open(of("fiel", Map.of()), dataDir))
                .satisfies(unknown -> assertThat(unknown.exitCode()).isEqualTo(ExitCode.CONFIGURATION))
                .withMessageMatching("store\\.type must be none, archive, file.*, was fiel; did you mean file\\?");
    }

    private static StoreConfig of(String type, Map<String, String> options) {
        StoreConfig usual = StoreConfig.DEFAULT;
        return new StoreConfig(type, usual.every(), false, usual.path(), usual.jdbc(), usual.redis(), options);
    }
}
