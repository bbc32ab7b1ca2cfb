package io.maregistry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.client.RegistryClient;
import io.maregistry.model.Content;
import io.maregistry.model.Parameters;
import io.maregistry.testkit.LocalCluster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The commands of {@code docs/guide-operators.md}, in their order, against a real node. */
@Timeout(120)
class GuideOperatorsTest {

    private static final Path GUIDE = Path.of("../docs/guide-operators.md");

    /** A command without what comes behind it: where its input is from, a comment. */
    private static final Pattern COMMAND =
            Pattern.compile("(?m)^scripts/maregistry-cli ((?:'[^'\n]*'|[^'#<\n])*)(?:< \\S+)?(?: *#.*)?$");

    private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");

    @TempDir
    Path directory;

    @Test
    void everyCommandOfTheGuideIsDone() throws IOException {
        String guide = Files.readString(GUIDE);
        List<String> commands =
                COMMAND.matcher(guide).results().map(found -> found.group(1)).toList();
        assertThat(commands)
                .hasSameSizeAs(guide.lines()
                        .filter(line -> line.startsWith("scripts/maregistry-cli "))
                        .toList());
        InputStream before = System.in;
        try (LocalCluster cluster = LocalCluster.in(directory).nodes(1).start();
                RegistryClient client =
                        RegistryClient.builder().endpoints(cluster.endpoints()).build()) {
            Content content = Content.PLAIN.withParameters(Parameters.of(Map.of("zone", "a", "canary", "")));
            client.register("orders", "http://10.0.0.7:8080", content);
            System.setIn(new ByteArrayInputStream("limit: 1\n".getBytes(StandardCharsets.UTF_8)));

            assertThat(commands).isNotEmpty().allSatisfy(command -> {
                Run run = Run.on(cluster, words(command));
                assertThat(run.err()).isEmpty();
                assertThat(run.code()).isZero();
            });
        } finally {
            System.setIn(before);
        }
    }

    private static String[] words(String command) {
        return WORD.matcher(command)
                .results()
                .map(word -> word.group(1) == null ? word.group(2) : word.group(1))
                .toArray(String[]::new);
    }
}
