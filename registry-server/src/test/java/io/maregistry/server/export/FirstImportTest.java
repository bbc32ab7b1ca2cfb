package io.maregistry.server.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.model.Content;
import io.maregistry.model.Instance;
import io.maregistry.model.InstanceId;
import io.maregistry.model.Operator;
import io.maregistry.model.ServiceName;
import io.maregistry.model.Status;
import io.maregistry.server.config.StoreConfig;
import io.maregistry.server.registry.Discovery;
import io.maregistry.server.registry.Restores;
import io.maregistry.server.replication.InMemoryReplication;
import io.maregistry.server.snapshot.DocumentReader;
import io.maregistry.server.snapshot.SnapshotDocument;
import io.maregistry.server.snapshot.SnapshotFile;
import io.maregistry.server.state.LiveNumbers;
import io.maregistry.server.state.Position;
import io.maregistry.server.state.RegistryState;
import io.maregistry.server.state.Scalars;
import io.maregistry.server.state.ServiceView;
import io.maregistry.server.state.StateBuilder;
import io.maregistry.server.store.RegistryStore;
import io.maregistry.server.store.StoreException;
import io.maregistry.server.store.file.FileStoreProvider;
import io.maregistry.wire.InstanceLimits;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FirstImportTest {

    private static final ServiceName KEPT = ServiceName.of("team", "blue", "kept.Service");

    private static final InstanceId ID = new InstanceId("http", "10.0.0.9", 8080, "shop");

    private final StoreOfTheTest store = new StoreOfTheTest(true);
    private final InMemoryReplication registry = InMemoryReplication.born();
    private final Restores restores = new Restores(
            registry,
            new Discovery(registry, registry, registry),
            new DocumentReader(InstanceLimits.DEFAULT),
            Runnable::run,
            new Restores.Limit(Duration.ofMinutes(1), System::nanoTime));
    private final AtomicBoolean isLeading = new AtomicBoolean(true);
    private final Path directory;
    private final WriterUnderTest test;

    FirstImportTest(@TempDir Path directory) {
        this.directory = directory.resolve("tmp");
        test = new WriterUnderTest(registry, store, new FirstImport(restores, isLeading::get, this.directory));
    }

    private static RegistryState held() {
        return held("ab");
    }

    private static RegistryState held(String clusterId) {
        Instance instance =
                new Instance(ID, Content.PLAIN.withWeight(7), Operator.DISABLED, Status.ERROR, 1_763_000_000_000L, 12);
        return new StateBuilder()
                .scalars(new Scalars(clusterId, 77, 12, 30, 5_000, 4, 0, 1))
                .instance(KEPT, 3, instance, new LiveNumbers(4_000, 1_763_000_001_000L, 9))
                .service(KEPT, 12, 6)
                .build(Position.START);
    }

    @Test
    void anEmptyRegistryTakesOverWhatItsStoreHoldsBeforeAnythingIsWritten() throws InterruptedException {
        store.hold(held());
        test.writer.started(1);

        test.settle();

        assertThat(store.takeCalls()).containsExactly("load", "save 13");
        ServiceView imported = registry.root().service(KEPT);
        assertThat(imported).isNotNull();
        assertThat(imported.version()).isEqualTo(6);
        Instance instance = imported.instances().iterator().next().instance();
        assertThat(instance.content().weight()).isEqualTo(7);
        assertThat(instance.operator()).isEqualTo(Operator.DISABLED);
        assertThat(instance.registeredAtMillis()).isEqualTo(1_763_000_000_000L);
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void aRegistryThatEverHeldSomethingTakesNothing() throws InterruptedException {
        store.hold(held());
        test.register();
        test.writer.started(1);

        test.settle();

        assertThat(store.takeCalls())
                .as("what is held there is not written over")
                .containsExactly("load");
    }

    @Test
    void aRegistryThatHasImportedGoesOnToWriteItsStore() throws InterruptedException {
        test.register();
        store.hold(held(registry.root().scalars().clusterId()));
        test.writer.started(1);

        test.settle();

        assertThat(store.takeCalls()).containsExactly("load", "save 1");
    }

    @Test
    void whatIsRegisteredWhileTheStoreIsReadIsNotReplaced() throws InterruptedException {
        store.hold(held());
        store.onLoad(() -> {
            if (registry.root().scalars().revision() == 0) {
                test.register();
            }
        });
        test.writer.started(1);

        test.pass(test.settle());
        test.settle();

        assertThat(store.takeCalls()).containsExactly("load", "load");
        assertThat(registry.root().sizes().instances()).isEqualTo(1);
        assertThat(registry.root().service(KEPT)).isNull();
    }

    @Test
    void anEmptyStoreChangesNothing() throws InterruptedException {
        test.writer.started(1);

        test.settle();

        assertThat(store.takeCalls()).containsExactly("load", "save 0");
    }

    @Test
    void nothingIsWrittenToAStoreThatCannotBeRead() throws InterruptedException {
        store.hold(held());
        store.fail(new StoreException(StoreException.Kind.DAMAGED, "a row contradicts another"));
        test.writer.started(1);

        test.pass(test.settle());
        test.settle();
        assertThat(store.takeCalls()).containsExactly("load", "load");

        store.fail(null);
        test.pass(Duration.ofMinutes(1));
        test.settle();
        assertThat(store.takeCalls()).containsExactly("load", "save 13");
    }

    @Test
    void aRestoreThatFailsIsTriedAgain() throws InterruptedException {
        store.hold(held());
        registry.refuseWith(new RegistryException.Unavailable(ErrorCode.NO_LEADER, "nobody leads"));
        test.writer.started(1);
        test.pass(test.settle());
        assertThat(store.takeCalls()).containsExactly("load");

        registry.refuseWith(null);
        test.settle();

        assertThat(store.takeCalls()).containsExactly("load", "save 13");
        assertThat(registry.root().service(KEPT)).isNotNull();
    }

    @Test
    void whoDoesNotLeadWritesNothingUntilTheLeaderHasImported() throws InterruptedException {
        isLeading.set(false);
        test.writer.started(1);
        assertThat(test.settle()).isEqualTo(Duration.ofSeconds(1));
        assertThat(store.takeCalls()).isEmpty();

        test.register();
        test.pass(Duration.ofSeconds(1));
        test.settle();

        assertThat(store.takeCalls()).containsExactly("save 1");
    }

    @Test
    void whoDoesNotLeadLetsTheLeaderDecideOnlyWhereItSawTheRegistryEmpty() throws InterruptedException {
        store.hold(held());
        isLeading.set(false);
        test.writer.started(1);
        test.settle();

        test.register();
        test.pass(Duration.ofSeconds(1));
        test.settle();

        assertThat(store.takeCalls()).containsExactly("save 1");
    }

    @Test
    void whoDoesNotLeadAndNeverSawTheRegistryEmptyWritesOverNobody() throws InterruptedException {
        store.hold(held());
        isLeading.set(false);
        test.register();
        test.writer.started(1);

        test.settle();

        assertThat(store.takeCalls()).isEmpty();
        assertThat(test.meter("failures")).isEqualTo(1);
    }

    @Test
    void aStoreThatFailsRightBehindTheImportIsWrittenLater() throws InterruptedException {
        store.hold(held());
        store.onLoad(() -> store.failHeld(true));
        test.writer.started(1);

        Duration pause = test.settle();
        assertThat(store.takeCalls()).containsExactly("load");
        store.failHeld(false);
        test.pass(pause);
        test.settle();

        assertThat(store.takeCalls()).containsExactly("save 13");
    }

    @Test
    void aPlainDocumentIsImportedAndItsFileWrittenFromThenOn() throws IOException {
        Path file = directory.resolveSibling("registry-snapshot.json");
        try (OutputStream out = Files.newOutputStream(file)) {
            SnapshotDocument.writePlain(held().root(), out);
        }
        RegistryStore plain = new FileStoreProvider().open(StoreConfig.DEFAULT, file.resolveSibling(""));
        WriterUnderTest own =
                new WriterUnderTest(registry, plain, new FirstImport(restores, isLeading::get, directory));

        own.writer.start();
        await().until(() -> own.meter("saves") + own.meter("failures") > 0);
        own.writer.close();

        assertThat(own.meter("failures")).isZero();
        assertThat(SnapshotFile.read(file).root().scalars().clusterId())
                .isEqualTo(registry.root().scalars().clusterId());
        assertThat(SnapshotFile.read(file).root().service(KEPT)).isNotNull();
    }
}
