package io.maregistry.server.snapshot;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.model.Content;
import io.maregistry.model.InstanceId;
import io.maregistry.model.Metrics;
import io.maregistry.model.RenewalUpdate;
import io.maregistry.model.ServiceName;
import io.maregistry.server.config.SnapshotConfig.Codec;
import io.maregistry.server.state.Birth;
import io.maregistry.server.state.Command;
import io.maregistry.server.state.Entry;
import io.maregistry.server.state.LiveNumbers;
import io.maregistry.server.state.Register;
import io.maregistry.server.state.RegistryState;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.Tick;
import io.maregistry.wire.InstanceLimits;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What instances told of themselves, in each document that has room for it. */
class MetricsInDocumentsTest {

    private static final ServiceName SERVICE = ServiceName.of("a.B");
    private static final InstanceId ID = new InstanceId("http", "10.0.0.1", 8080, "x");
    private static final Metrics METRICS = Metrics.of(Map.of("cpu", "45.50", "queue \"q\"", "-7"));
    private static final String TEXT = "\"metrics\":{\"cpu\":45.50,\"queue \\\"q\\\"\":-7}";

    @TempDir
    Path directory;

    private final RegistryState state = new RegistryState();
    private long index;

    MetricsInDocumentsTest() {
        apply(new Birth("3f0a", 7));
        apply(new Register(null, SERVICE, ID, Content.PLAIN, true));
    }

    @Test
    void fullDocumentHasThemAsTheyCameAndGivesThemBack() throws IOException {
        tell(METRICS);

        SnapshotFile.save(state.root(), directory, Codec.NONE);
        Root loaded = SnapshotFile.load(directory).root();

        assertThat(SnapshotFileTest.full(state.root())).contains("\"heartbeatCount\":1," + TEXT);
        assertThat(loaded.hash()).isEqualTo(state.root().hash());
        assertThat(live(loaded).metrics()).isEqualTo(METRICS);
    }

    @Test
    void documentOfNobodyWhoTellsSomeDoesNotNameThem() throws IOException {
        tell(METRICS);
        tell(Metrics.NONE);

        assertThat(SnapshotFileTest.full(state.root())).doesNotContain("metrics");
    }

    @Test
    void restoredDocumentBringsThem() throws IOException {
        tell(METRICS);
        Path file = directory.resolve("document");
        try (OutputStream out = Files.newOutputStream(file)) {
            SnapshotDocument.writeFull(state.root(), out);
        }

        Root restored = new DocumentReader(InstanceLimits.DEFAULT)
                .check(file)
                .toState(new Birth("3f0b", 8), 5)
                .root();

        assertThat(live(restored).metrics()).isEqualTo(METRICS);
    }

    @Test
    void renewalsBringThemToACopy() throws IOException {
        Root before = state.root();
        tell(METRICS);
        Path file = directory.resolve("renewals");
        try (OutputStream out = Files.newOutputStream(file)) {
            RenewalsDocument.write(state.root(), out);
        }

        RegistryState copy = RenewalsDocument.read(before, file).orElseThrow();

        assertThat(live(copy.root())).isEqualTo(live(state.root()));
        assertThat(live(copy.root()).metrics()).isEqualTo(METRICS);
    }

    private void tell(Metrics metrics) {
        RenewalUpdate update = new RenewalUpdate(null, metrics, null);
        apply(new Tick(0, List.of(), List.of(new Tick.Named(List.of(SERVICE), ID, false, update))));
    }

    private void apply(Command command) {
        state.apply(++index, 1, new Entry(1_763_700_000_000L, List.of(command)));
    }

    private static LiveNumbers live(Root root) {
        return root.live(requireNonNull(requireNonNull(root.service(SERVICE)).find(ID)));
    }
}
