package io.maregistry.server.hash;

import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.model.ConfigName;
import io.maregistry.model.ServiceName;
import io.maregistry.server.state.ConfigVersion;
import io.maregistry.server.state.Position;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.StateBuilder;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DifferencesTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            none              | none              | none
            none              | a.A:1             | a.A
            a.A:1             | none              | a.A
            a.A:1 b.B:2       | a.A:1 b.B:2       | none
            a.A:1 b.B:2       | a.A:1 b.B:3       | b.B
            a.A:1 c.C:2       | b.B:1 c.C:2       | a.A b.B
            b.B:1 d.D:2       | a.A:3 b.B:1 c.C:4 | a.A c.C d.D
            """)
    void servicesAtOtherRevisionsAreFoundAndThoseThatOneSideDoesNotKnow(String before, String after, String changed) {
        assertThat(Differences.between(root(before), root(after)).services())
                .extracting(ServiceName::key)
                .containsExactly(words(changed));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            none              | a:1               | a
            a:1               | none              | a
            a:1 b:2           | a:1 b:3           | b
            """)
    void itemsAtOtherRevisionsAreFoundToo(String before, String after, String changed) {
        assertThat(Differences.between(configs(before), configs(after)).configs())
                .extracting(ConfigName::key)
                .containsExactly(words(changed));
    }

    private static Root configs(String items) {
        StateBuilder builder = new StateBuilder();
        for (String item : words(items)) {
            String[] parts = item.split(":", 2);
            builder.config(ConfigName.of(parts[0]), new ConfigVersion(Long.parseLong(parts[1]), 1, null));
        }
        return builder.build(new Position(1, 0)).root();
    }

    private static Root root(String services) {
        StateBuilder builder = new StateBuilder();
        for (String service : words(services)) {
            String[] parts = service.split(":", 2);
            builder.service(ServiceName.of(parts[0]), Long.parseLong(parts[1]), 1);
        }
        return builder.build(new Position(1, 0)).root();
    }

    private static String[] words(String text) {
        return text.equals("none")
                ? new String[0]
                : Arrays.stream(text.split(" ", -1))
                        .filter(word -> !word.isBlank())
                        .toArray(String[]::new);
    }
}
