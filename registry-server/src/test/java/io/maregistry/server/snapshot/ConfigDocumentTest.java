package io.maregistry.server.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maregistry.error.RegistryException.InvalidRequest;
import io.maregistry.model.ConfigName;
import io.maregistry.model.ServiceName;
import io.maregistry.server.state.Birth;
import io.maregistry.server.state.ConfigHistory;
import io.maregistry.server.state.ConfigText;
import io.maregistry.server.state.ConfigVersion;
import io.maregistry.server.state.Position;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.Scalars;
import io.maregistry.server.state.Settings;
import io.maregistry.server.state.StagedPart;
import io.maregistry.server.state.StateBuilder;
import io.maregistry.wire.InstanceLimits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Configuration items in documents. */
class ConfigDocumentTest {

    private static final ConfigName APP = ConfigName.of("app.yaml");
    private static final ConfigName OTHER = ConfigName.of("blue", "G", "\u00fc");
    private static final ConfigText YAML = new ConfigText("application/yaml", "a: \"\u00fc\ud83d\ude00\"\r\n");

    @TempDir
    private Path directory;

    @Test
    void itemsStandBehindEverythingElseWithTheirVersions() throws IOException {
        assertThat(SnapshotFileTest.full(items()))
                .contains(",\"history\":{},\"configs\":{\"floor\":3,\"items\":{\"app.yaml\":["
                        + "{\"revision\":7,\"at\":1000,\"contentType\":\"text/plain\",\"text\":\"\"},"
                        + "{\"revision\":8,\"at\":2000,\"contentType\":\"application/yaml\",\"text\":\"a: \\\"\u00fc\\uD83D\\uDE00\\\"\\r\\n\"}],"
                        + "\"blue/G/\u00fc\":[{\"revision\":9,\"at\":3000}]}},\"checksum\":")
                .contains("\"instances\":2000000,\"configs\":7,\"configBytes\":4096}");
    }

    @Test
    void documentWithoutItemsSaysNothingOfThem() throws IOException {
        String document =
                SnapshotFileTest.full(new StateBuilder().build(Position.START).root());

        assertThat(document).doesNotContain("config");
    }

    @Test
    void itemsComeBackAsTheyWere() throws IOException {
        Root root = items();

        Root read = read(SnapshotFileTest.full(root));

        assertThat(read.hash()).isEqualTo(root.hash()).isEqualTo(read.recomputedHash());
        assertThat(histories(read)).isEqualTo(histories(root));
        assertThat(read.configFloor()).isEqualTo(3);
        assertThat(read.settings()).isEqualTo(root.settings());
    }

    @Test
    void renewalsOfAnotherNodeLeaveTheItems() throws IOException {
        Root root = items();
        Path file = directory.resolve("renewals");
        try (var out = Files.newOutputStream(file)) {
            RenewalsDocument.write(root, out);
        }

        Root read = RenewalsDocument.read(root, file).orElseThrow().root();

        assertThat(read.hash()).isEqualTo(root.hash());
        assertThat(histories(read)).isEqualTo(histories(root));
    }

    @Test
    void textAsLongAsAnItemMayBeIsAChunkAlone() throws IOException {
        ConfigText longest = new ConfigText(ConfigText.PLAIN, "x".repeat(ConfigText.MAX_BYTES));
        StateBuilder builder = new StateBuilder().scalars(new Scalars("", 0, 9, 0, 0, 1, 0, 1));
        for (int number = 0; number < 3; number++) {
            builder.config(ConfigName.of("a" + number), new ConfigVersion(number + 1, 0, longest));
        }
        CheckedDocument document =
                check(SnapshotFileTest.full(builder.build(Position.START).root()));
        List<StagedPart> parts = new ArrayList<>();

        document.forEachChunk(parts::add);

        assertThat(parts)
                .hasSize(3)
                .allSatisfy(part -> assertThat(part.configs()).hasSize(1));
    }

    @Test
    void restoredItemsSayWhatTheySaidAtANewRevision() throws IOException {
        Root made = check(SnapshotFileTest.full(items()))
                .toState(new Birth("b", 1), 5)
                .root();

        assertThat(made.scalars().revision()).isEqualTo(10);
        assertThat(histories(made))
                .containsExactly(
                        new ConfigHistory(
                                APP,
                                List.of(
                                        new ConfigVersion(7, 1_000, new ConfigText(ConfigText.PLAIN, "")),
                                        new ConfigVersion(10, 2_000, YAML))),
                        new ConfigHistory(OTHER, List.of(new ConfigVersion(10, 3_000, null))));
        assertThat(Objects.requireNonNull(made.config(APP)).content()).isEqualTo(YAML);
        assertThat(made.config(OTHER)).isNull();
    }

    @Test
    void whatIsNoItemIsRefusedWithItsPlace() throws IOException {
        String document = SnapshotFileTest.full(items());

        refused(document.replace("\"text\":\"\"}", "\"texts\":\"\"}"));
        refused(document.replace("\"contentType\":\"text/plain\",", ""));
        refused(document.replace("\"contentType\":\"text/plain\"", "\"contentType\":\"\""));
        refused(document.replace("\"floor\":3", "\"flor\":3"));
        refused(document.replace("\"revision\":7,\"at\"", "\"revision\":0,\"at\""));
        refused(document.replace("blue/G/", "blue/G"));
    }

    private void refused(String document) {
        assertThatThrownBy(() -> check(signed(document)))
                .isInstanceOf(InvalidRequest.class)
                .hasMessageContaining("configs");
    }

    /** The document with the checksum that it has as it is now. */
    private static String signed(String document) {
        String body = document.substring(0, document.indexOf(",\"checksum\""));
        byte[] hash = Checksum.sha256().digest(body.getBytes(StandardCharsets.UTF_8));
        return body + ",\"checksum\":\"" + HexFormat.of().formatHex(hash) + "\"}";
    }

    private static Root items() {
        return new StateBuilder()
                .scalars(new Scalars("", 0, 9, 0, 0, 1, 0, 1))
                .settings(new Settings(
                        20_000,
                        0,
                        Settings.Doubt.DEFAULT,
                        true,
                        Settings.Limits.DEFAULT,
                        new Settings.ConfigLimits(7, 4_096)))
                .service(ServiceName.of("a.B"), 4, 1)
                .config(APP, new ConfigVersion(7, 1_000, new ConfigText(ConfigText.PLAIN, "")))
                .config(APP, new ConfigVersion(8, 2_000, YAML))
                .config(OTHER, new ConfigVersion(9, 3_000, null))
                .configFloor(3)
                .build(new Position(12, 1))
                .root();
    }

    private static List<ConfigHistory> histories(Root root) {
        List<ConfigHistory> all = new ArrayList<>();
        root.configs().forEach(all::add);
        return all;
    }

    private Root read(String document) throws IOException {
        Path file = directory.resolve("snapshot");
        Files.writeString(file, document);
        return SnapshotFile.readCopy(file, Files.size(file)).root();
    }

    private CheckedDocument check(String document) throws IOException {
        Path file = directory.resolve("document");
        Files.writeString(file, document);
        return new DocumentReader(InstanceLimits.DEFAULT).check(file);
    }
}
