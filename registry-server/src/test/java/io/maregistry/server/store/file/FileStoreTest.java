package io.maregistry.server.store.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.maregistry.model.Content;
import io.maregistry.server.config.SnapshotConfig;
import io.maregistry.server.config.StoreConfig;
import io.maregistry.server.snapshot.SnapshotDocument;
import io.maregistry.server.snapshot.SnapshotFile;
import io.maregistry.server.state.Root;
import io.maregistry.server.store.Kept;
import io.maregistry.server.store.RegistryStore;
import io.maregistry.server.store.RegistryStoreContract;
import io.maregistry.server.store.SampleRegistry;
import io.maregistry.server.store.StoreException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class FileStoreTest extends RegistryStoreContract {

    @TempDir
    Path dataDir;

    private Path file;
    private Path previous;

    @BeforeEach
    void nameFiles() {
        file = dataDir.resolve("registry-snapshot.json");
        previous = dataDir.resolve("registry-snapshot.json.previous");
    }

    @Override
    protected RegistryStore open() {
        return new FileStoreProvider().open(StoreConfig.DEFAULT, dataDir);
    }

    @Override
    protected void damage() throws IOException {
        for (Path there : new Path[] {file, previous}) {
            if (Files.exists(there)) {
                byte[] sound = Files.readAllBytes(there);
                sound[sound.length / 2] ^= 4;
                Files.write(there, sound);
            }
        }
    }

    @Test
    void fileBeginsAsTheV5Document() throws Exception {
        Root root = SampleRegistry.small().root();
        store().save(root);

        assertThat(Files.readString(file))
                .startsWith("{\"REGISTRY\":{\"service-0\":[{\"scheme\":\"http\"")
                .contains(",\"checksum\":\"");
        assertThat(SnapshotFile.read(file).root().hash()).isEqualTo(root.hash());
    }

    @Test
    void nothingElseIsLeftInTheFolder() throws Exception {
        RegistryStore store = store();
        store.save(SampleRegistry.small().root());
        store.save(SampleRegistry.small()
                .register("service-0", 0, Content.PLAIN.withWeight(1))
                .root());

        try (var files = Files.list(dataDir)) {
            assertThat(files).containsExactlyInAnyOrder(file, previous);
        }
        assertThat(SnapshotFile.read(previous).root().hash())
                .isEqualTo(SampleRegistry.small().root().hash());
    }

    @Test
    void folderThatIsNotThereIsMade() throws Exception {
        Path deep = dataDir.resolve("a/b/c.json");
        StoreConfig config = new StoreConfig(
                StoreConfig.FILE,
                StoreConfig.DEFAULT.every(),
                false,
                "a/b/c.json",
                StoreConfig.DEFAULT.jdbc(),
                StoreConfig.DEFAULT.redis(),
                StoreConfig.DEFAULT.options());

        try (RegistryStore store = new FileStoreProvider().open(config, dataDir)) {
            store.save(SampleRegistry.small().root());
        }

        assertThat(deep).exists();
    }

    @Test
    void plainDocumentOfAnOldClusterIsLoaded() throws Exception {
        Root old = SampleRegistry.small().root();
        try (OutputStream out = Files.newOutputStream(file)) {
            SnapshotDocument.writePlain(old, out);
        }

        Root loaded = store().load().orElseThrow().root();

        assertThat(loaded.scalars().version()).isEqualTo(old.scalars().version());
        assertThat(loaded.scalars().lineage()).isNotIn(0L, old.scalars().lineage());
        assertThat(loaded.sizes().instances()).isEqualTo(old.sizes().instances());
        assertThat(loaded.scalars().clusterId()).matches("[0-9a-f]{32}");
    }

    @Test
    void fileThatWasCutAnywhereGivesThePreviousOne() throws Exception {
        SampleRegistry registry = SampleRegistry.small();
        Kept first = Kept.of(registry.root());
        RegistryStore store = store();
        store.save(registry.root());
        store.save(
                registry.register("service-0", 0, Content.PLAIN.withWeight(1)).root());
        byte[] sound = Files.readAllBytes(file);

        for (int length = 0; length < sound.length; length += 131) {
            Files.write(file, Arrays.copyOf(sound, length));

            assertThat(Kept.of(store().load())).as("%d bytes", length).contains(first);
        }
    }

    @Test
    void missingFileGivesThePreviousOneWithALoudWord() throws Exception {
        RegistryStore store = store();
        store.save(SampleRegistry.small().root());
        store.save(SampleRegistry.small().root());
        Files.delete(file);
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        Logger logger = (Logger) LoggerFactory.getLogger(FileStore.class);
        logger.addAppender(log);

        assertThat(store().load()).isPresent();

        logger.detachAppender(log);
        assertThat(log.list)
                .singleElement()
                .satisfies(line -> assertThat(line.getFormattedMessage())
                        .contains("store=file", "the previous one was loaded", "revision=12"));
    }

    @Test
    void damagedFileDoesNotTakeThePlaceOfTheSoundPreviousOne() throws Exception {
        SampleRegistry registry = SampleRegistry.small();
        Kept first = Kept.of(registry.root());
        RegistryStore store = store();
        store.save(registry.root());
        store.save(
                registry.register("service-0", 0, Content.PLAIN.withWeight(1)).root());
        Files.writeString(file, "{");
        Files.createDirectory(dataDir.resolve("registry-snapshot.json.unfinished")); // so that the next save fails

        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> store().save(registry.root()))
                .satisfies(failed -> assertThat(failed.kind()).isEqualTo(StoreException.Kind.UNREACHABLE));

        assertThat(Kept.of(store().load())).contains(first);
    }

    @Test
    void tornFileOfAWriterThatWasKilledIsNotLookedAt() throws Exception {
        Root root = SampleRegistry.small().root();
        store().save(root);
        Files.writeString(dataDir.resolve("registry-snapshot.json.unfinished"), "{\"REGISTRY\":{\"serv");
        Files.writeString(dataDir.resolve("registry-snapshot.json.previous.unfinished"), "{");

        assertHolds(root);
        store().save(root);
        assertHolds(root);
    }

    @Test
    void writerThatWasKilledBetweenItsStepsLeavesTheNewestFile() throws Exception {
        Root root = SampleRegistry.small().root();
        store().save(root);
        Files.copy(
                file,
                previous,
                StandardCopyOption.REPLACE_EXISTING); // the previous one is kept, the new one not there yet

        assertHolds(root);
    }

    @Test
    void packedDocumentIsReadAsWell() throws Exception {
        Root root = SampleRegistry.small().root();
        SnapshotFile.write(root, file, SnapshotConfig.Codec.ZSTD);

        assertHolds(root);
    }
}
