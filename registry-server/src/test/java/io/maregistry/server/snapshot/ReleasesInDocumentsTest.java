package io.maregistry.server.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.model.Content;
import io.maregistry.model.InstanceId;
import io.maregistry.model.Lease;
import io.maregistry.model.Parameters;
import io.maregistry.model.Release;
import io.maregistry.model.ServiceName;
import io.maregistry.server.state.Birth;
import io.maregistry.server.state.Command;
import io.maregistry.server.state.Entry;
import io.maregistry.server.state.Register;
import io.maregistry.server.state.RegistryState;
import io.maregistry.server.state.ReleaseSpan;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.Unregister;
import io.maregistry.wire.InstanceLimits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Version histories in full documents: there only where there is one, and taken over by a restore. */
class ReleasesInDocumentsTest {

    private static final ServiceName ORDERS = ServiceName.of("orders");
    private static final ServiceName GREEN = ServiceName.of("blue", "G", "orders");
    private static final InstanceId ID = new InstanceId("http", "10.0.0.1", 80, "");

    private final RegistryState state = new RegistryState();
    private long index;

    @TempDir
    private Path folder;

    @BeforeEach
    void bear() {
        apply(new Birth("3f0a", 7));
    }

    @Test
    void documentWithoutVersionsHasNoKeyForThem() throws IOException {
        apply(new Register(null, ORDERS, ID, Content.PLAIN, true));

        assertThat(document(state.root())).doesNotContain("\"releases\"");
    }

    @Test
    void linesComeBackWithTheDocument() throws IOException {
        fill();
        String document = document(state.root());

        Root restored = check(document).toState(new Birth("00", 8), 99).root();

        assertThat(document)
                .contains("\"releases\":{\"blue/G/orders\":[{\"order\":3,")
                .contains("{\"order\":1,\"id\":\"http://10.0.0.1:80\",\"instanceId\":\"name\",\"buildTime\":\"b\","
                        + "\"assemblyVersion\":\"1.0.0\",\"releaseVersion\":\"1.0\",\"from\":1002,\"to\":1003}");
        assertThat(restored.releases(ORDERS)).isEqualTo(state.root().releases(ORDERS));
        assertThat(restored.releases(GREEN)).isEqualTo(state.root().releases(GREEN));
        assertThat(restored.releases(ORDERS)).extracting(ReleaseSpan::isOver).containsExactly(true, false);
        assertThat(restored.hash()).isEqualTo(restored.recomputedHash());
    }

    private void fill() {
        apply(new Register(null, ORDERS, ID, content("1.0"), true));
        apply(new Register(null, ORDERS, ID, content("1.1"), true));
        apply(new Register(null, GREEN, ID, content("2.0"), true));
        apply(new Unregister(null, GREEN, ID, Content.NO_GENERATION));
    }

    private CheckedDocument check(String document) throws IOException {
        Path file = folder.resolve("document.json");
        Files.writeString(file, document);
        return new DocumentReader(InstanceLimits.DEFAULT).check(file);
    }

    private static String document(Root root) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        SnapshotDocument.writeFull(root, out);
        return out.toString(StandardCharsets.UTF_8);
    }

    private void apply(Command command) {
        state.apply(++index, 1, new Entry(1_000 + index, List.of(command)));
    }

    private static Content content(String version) {
        return new Content(
                Parameters.empty(),
                100,
                Lease.DEFAULT,
                Content.NO_GENERATION,
                "name",
                null,
                new Release(Release.NONE.product(), "", "b", version + ".0", version, ""));
    }
}
