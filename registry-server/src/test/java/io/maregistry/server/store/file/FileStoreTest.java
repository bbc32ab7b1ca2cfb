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
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
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
        try (RegistryStore store = new FileStoreProvider().open(at("a/b/c.json"), dataDir)) {
            store.save(SampleRegistry.small().root());
        }

        assertThat(deep).exists();
    }

    private static StoreConfig at(String path) {
        StoreConfig usual = StoreConfig.DEFAULT;
        return new StoreConfig(
                StoreConfig.FILE, usual.every(), false, path, usual.jdbc(), usual.redis(), usual.options());
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
        RegistryStore store = store();
        store.save(registry.root());
        store.save(changed(registry).root());
        Files.writeString(file, "{");

        store().save(changed(registry).root());

        assertThat(SnapshotFile.read(previous).root().hash())
                .isEqualTo(SampleRegistry.small().root().hash());
        assertHolds(registry.root());
    }

    @Test
    void writerThatWasKilledBehindAnyStepLeavesASoundFileAndItsPrevious() throws Exception {
        for (int steps = 1; steps <= 4; steps++) {
            SampleRegistry registry = SampleRegistry.small();
            store().save(registry.root());
            store().save(changed(registry).root());
            Kept before = Kept.of(registry.root());
            Kept after = Kept.of(changed(registry).root());

            begin(registry.root(), steps);

            assertThat(Kept.of(store().load())).as("%d steps", steps).contains(steps < 3 ? before : after);
            Files.delete(file);
            assertThat(store().load()).as("%d steps", steps).isPresent();
            store().save(changed(registry).root());
            assertThat(names()).containsOnly("registry-snapshot.json", "registry-snapshot.json.previous");
            Files.delete(file);
            Files.delete(previous);
        }
    }

    private void begin(Root root, int steps) throws IOException {
        Turnover turnover = Turnover.of(file);
        turnover.write(root);
        if (steps > 1) {
            turnover.keep();
        }
        if (steps > 2) {
            turnover.putInPlace();
        }
        if (steps > 3) {
            turnover.sync();
        }
    }

    @Test
    void previousFileIsNotGivenUpBeforeTheNewOneIsOnTheDisk() throws Exception {
        SampleRegistry registry = SampleRegistry.small();
        RegistryStore store = store();
        store.save(registry.root());
        store.save(changed(registry).root());

        begin(changed(registry).root(), 1);

        assertThat(SnapshotFile.read(previous).root().scalars().revision()).isEqualTo(12);
    }

    @Test
    void tornFileOfAWriterThatWasKilledIsNotLookedAtAndCleanedAway() throws Exception {
        Root root = SampleRegistry.small().root();
        store().save(root);
        Files.writeString(dataDir.resolve("registry-snapshot.json.0.unfinished"), "{\"REGISTRY\":{\"serv");
        Files.writeString(dataDir.resolve("registry-snapshot.json.0.previous.unfinished"), "{");
        Files.writeString(dataDir.resolve("other.json.unfinished"), "{");

        assertHolds(root);
        store().save(root);

        assertHolds(root);
        assertThat(names())
                .containsOnly("registry-snapshot.json", "registry-snapshot.json.previous", "other.json.unfinished");
    }

    @Test
    void fileThatTheDiskDoesNotGiveIsWaitedForAndNotReplaced() throws Exception {
        Root root = SampleRegistry.small().root();
        store().save(root);
        store().save(root);
        byte[] sound = Files.readAllBytes(file);
        Files.delete(file);

        Files.createSymbolicLink(file, file); // fails to be opened
        assertUnreachable(() -> store().load());
        assertUnreachable(() -> store().save(root));
        Files.delete(file);
        Files.createDirectory(file); // fails to be read
        assertUnreachable(() -> store().load());
        assertUnreachable(() -> store().save(root));
        Files.delete(file);

        Files.write(file, sound);
        assertHolds(root);
    }

    @Test
    void previousFileThatTheDiskDoesNotGiveIsWaitedFor() throws Exception {
        store().save(SampleRegistry.small().root());
        Files.writeString(file, "{");
        Files.createSymbolicLink(previous, previous);

        assertUnreachable(() -> store().load());
    }

    @Test
    void whatIsWrittenIsForItsOwnerAlone() throws Exception {
        StoreConfig deep = at("a/b/c.json");
        try (RegistryStore store = new FileStoreProvider().open(deep, dataDir)) {
            store.save(SampleRegistry.small().root());
            store.save(SampleRegistry.small().root());
        }

        assertThat(permissions("a")).isEqualTo("rwx------");
        assertThat(permissions("a/b")).isEqualTo("rwx------");
        assertThat(permissions("a/b/c.json")).isEqualTo("rw-------");
        assertThat(permissions("a/b/c.json.previous")).isEqualTo("rw-------");
    }

    private String permissions(String name) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(dataDir.resolve(name)));
    }

    private List<String> names() throws IOException {
        try (var files = Files.list(dataDir)) {
            return files.map(found -> String.valueOf(found.getFileName())).toList();
        }
    }

    private static SampleRegistry changed(SampleRegistry registry) {
        int weight = (int) registry.root().scalars().revision();
        return registry.register("service-0", 0, Content.PLAIN.withWeight(weight));
    }

    private static void assertUnreachable(ThrowingCallable call) {
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(call)
                .satisfies(away -> assertThat(away.kind()).isEqualTo(StoreException.Kind.UNREACHABLE));
    }

    @Test
    void packedDocumentIsReadAsWell() throws Exception {
        Root root = SampleRegistry.small().root();
        SnapshotFile.write(root, file, SnapshotConfig.Codec.ZSTD);

        assertHolds(root);
    }
}
