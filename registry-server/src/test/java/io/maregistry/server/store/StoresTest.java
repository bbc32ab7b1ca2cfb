package io.maregistry.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.maregistry.server.config.ExitCode;
import io.maregistry.server.config.StartException;
import io.maregistry.server.config.StoreConfig;
import io.maregistry.server.state.Root;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

    @Test
    void brokenStoreOfAThirdPartyStopsNobodyWhoUsesAnother() throws Exception {
        try (URLClassLoader classes = naming("no.such.Provider", Unloadable.class.getName(), Mute.class.getName());
                RegistryStore store = Stores.open(of("file", Map.of()), dataDir, classes)) {
            assertThat(store.name()).isEqualTo("file");
        }
    }

    @Test
    void brokenStoreThatIsAskedForIsToldWithTheReason() throws Exception {
        try (URLClassLoader classes = naming("no.such.Provider", Unloadable.class.getName())) {
            assertThatExceptionOfType(StartException.class)
                    .isThrownBy(() -> Stores.open(of("unloadable", Map.of()), dataDir, classes))
                    .withMessageContaining("no.such.Provider")
                    .withMessageContaining("some/Driver");
        }
    }

    @Test
    void storeThatCannotBeOpenedEndsTheStartWithTheReason() throws Exception {
        try (URLClassLoader classes = naming(Unopenable.class.getName())) {
            assertThatExceptionOfType(StartException.class)
                    .isThrownBy(() -> Stores.open(of("unopenable", Map.of()), dataDir, classes))
                    .satisfies(unable -> assertThat(unable.exitCode()).isEqualTo(ExitCode.CONFIGURATION))
                    .withMessageContaining("NumberFormatException");
        }
    }

    /** A class path with one more jar, whose services file names these. */
    private URLClassLoader naming(String... providers) throws IOException {
        Path jar = dataDir.resolve("jar");
        Path services = Files.createDirectories(jar.resolve("META-INF/services"));
        Files.write(services.resolve(RegistryStoreProvider.class.getName()), List.of(providers));
        return new URLClassLoader(new URL[] {jar.toUri().toURL()}, RegistryStoreProvider.class.getClassLoader());
    }

    /** Cannot be made, since a library is not there. */
    public static final class Unloadable extends Faulty {
        public Unloadable() {
            super("unloadable");
            throw new NoClassDefFoundError("some/Driver");
        }
    }

    /** Does not know what it is called. */
    public static final class Mute extends Faulty {
        public Mute() {
            super("mute");
        }

        @Override
        public String type() {
            throw new IllegalStateException("mute");
        }
    }

    /** Is there, and does not open. */
    public static final class Unopenable extends Faulty {
        public Unopenable() {
            super("unopenable");
        }
    }

    private abstract static class Faulty implements RegistryStoreProvider {
        private final String type;

        Faulty(String type) {
            this.type = type;
        }

        @Override
        public String type() {
            return type;
        }

        @Override
        public RegistryStore open(StoreConfig config, Path dataDir) {
            throw new NumberFormatException("an option of its own");
        }
    }

    private static StoreConfig of(String type, Map<String, String> options) {
        StoreConfig usual = StoreConfig.DEFAULT;
        return new StoreConfig(type, usual.every(), false, usual.path(), usual.jdbc(), usual.redis(), options);
    }
}
