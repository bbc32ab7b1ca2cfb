package io.maregistry.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The shipped file and the document are in step with the table of settings. Run with {@code -Dsettings.write=true} to
 * write them anew, and review the difference.
 */
class SettingsDocumentsTest {

    private static final Path SHIPPED = Path.of("src/main/dist/conf/maregistry.yaml");
    private static final Path DOCUMENT = Path.of("../docs/configuration.md");
    private static final String BEGIN = "<!-- settings -->\n";
    private static final String END = "<!-- end of settings -->\n";

    @TempDir
    Path directory;

    @Test
    void shippedFileHasEverySettingInAComment() throws IOException {
        if (Boolean.getBoolean("settings.write")) {
            Files.writeString(SHIPPED, SettingsFile.shipped());
        }

        assertThat(Files.readString(SHIPPED)).isEqualTo(SettingsFile.shipped());
    }

    @Test
    void shippedFileMeansTheDefaultsWithItsCommentsAndWithoutThem() throws IOException {
        Path uncommented = directory.resolve("all.yaml");
        String body = Files.readString(SHIPPED).substring(SettingsFile.HEAD.length());
        Files.writeString(uncommented, body.replaceAll("(?m)^# ", ""));

        assertThat(read(SHIPPED).server()).isEqualTo(ServerConfig.builder().build());
        assertThat(read(uncommented).server()).isEqualTo(ServerConfig.builder().build());
    }

    @Test
    void documentHasTheTableOfSettings() throws IOException {
        String text = Files.readString(DOCUMENT);
        int begin = text.indexOf(BEGIN) + BEGIN.length();
        int end = text.indexOf(END);
        String head = "| key | default | kind | what |\n|---|---|---|---|\n";
        String table = head + SettingsFile.rows();
        if (Boolean.getBoolean("settings.write")) {
            Files.writeString(DOCUMENT, text.substring(0, begin) + table + text.substring(end));
        }

        assertThat(Files.readString(DOCUMENT)).contains(BEGIN + table + END);
    }

    @Test
    void eachSettingHasASpellingOfItsOwnInEverySource() {
        int settings = Keys.ALL.size();

        assertThat(Keys.BY_NAME).hasSize(settings);
        assertThat(Keys.BY_FLAG).hasSize(settings);
        assertThat(Keys.BY_VARIABLE).hasSize(settings);
        assertThat(Keys.ALL).allSatisfy(key -> assertThat(key.name()).matches("[a-z]+([.-][a-z]+)*"));
    }

    private static Configuration read(Path file) {
        return new ConfigReader(Map.of(), Optional.empty()).read(List.of("--config", file.toString()));
    }
}
