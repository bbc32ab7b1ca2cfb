package io.maregistry.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.boot.json.JsonParserFactory;

/**
 * The document of properties is in step with the metadata that IDEs read. Run with {@code -Dsettings.write=true} to write
 * it anew, and review the difference.
 */
class PropertiesDocumentTest {

    private static final Path DOCUMENT = Path.of("../docs/spring-properties.md");
    private static final String HEAD = """
            # Properties of the Spring Boot starter

            Written from the metadata that IDEs read; `docs/guide-spring.md` says how they are used.

            | property | default | what |
            |---|---|---|
            """;

    @Test
    void documentHasEveryProperty() throws IOException {
        String wanted =
                HEAD + properties().stream().map(PropertiesDocumentTest::row).collect(Collectors.joining());
        if (Boolean.getBoolean("settings.write")) {
            Files.writeString(DOCUMENT, wanted);
        }

        assertThat(Files.readString(DOCUMENT)).isEqualTo(wanted);
        assertThat(wanted).contains("`maregistry.endpoints`", "`maregistry.register.stop-delay`");
    }

    private static String row(Map<?, ?> property) {
        Object preset = property.get("defaultValue");
        boolean isGiven = preset != null && !preset.equals(List.of());
        return "| `" + property.get("name") + "` | " + (isGiven ? "`" + preset + "`" : "") + " | "
                + property.get("description") + " |\n";
    }

    private static List<Map<?, ?>> properties() throws IOException {
        for (URL found : Collections.list(PropertiesDocumentTest.class
                .getClassLoader()
                .getResources("META-INF/spring-configuration-metadata.json"))) {
            try (InputStream in = found.openStream()) {
                String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
                if (text.contains("\"maregistry.endpoints\"")) {
                    Map<String, Object> metadata =
                            JsonParserFactory.getJsonParser().parseMap(text);
                    return ((List<?>) metadata.getOrDefault("properties", List.of()))
                            .stream().<Map<?, ?>>map(one -> (Map<?, ?>) one).toList();
                }
            }
        }
        throw new IllegalStateException("the starter has no metadata");
    }
}
