package io.maregistry.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.maregistry.server.config.StoreConfig;
import io.maregistry.testkit.HttpCalls;
import io.maregistry.testkit.LocalCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The rules that are shipped for Prometheus look at figures that nodes have; else they would never ring. */
@Timeout(120)
class AlertRulesTest {

    private static final Path RULES = Path.of("../registry-server/src/main/dist/conf/alerts.yaml");
    private static final Pattern FIGURE = Pattern.compile("maregistry_[a-z_]+");
    private static final Pattern LABEL =
            Pattern.compile("(maregistry_[a-z_]+)\\{job=\"maregistry\", ([a-z]+=\"[a-z]+\")}");

    @TempDir
    private Path directory;

    @Test
    void everyFigureOfARuleIsOneOfANodeThatFollowsInHashModeAndWritesAStore() throws IOException {
        String rules = Files.readAllLines(RULES).stream()
                .map(String::strip)
                .filter(line -> line.startsWith("expr:"))
                .collect(Collectors.joining("\n"));
        try (LocalCluster cluster = LocalCluster.in(directory)
                .hash()
                .nodes(2)
                .with(settings -> settings.store(fileStore()))
                .start()) {
            String figures = cluster.follower().http().get("/metrics").body();

            assertThat(figures(rules)).hasSizeGreaterThan(5).isSubsetOf(figures(figures));
            Matcher label = LABEL.matcher(rules);
            while (label.find()) {
                assertThat(figures).contains(label.group(1) + "{" + label.group(2));
            }
        }
    }

    @Test
    void figuresOfTheStateMoveWithIt() {
        try (LocalCluster cluster = LocalCluster.in(directory).start()) {
            HttpCalls node = cluster.node(1).http();
            assertThat(node.get("/metrics").body()).contains("maregistry_instances 0", "maregistry_services 0");

            node.post("/reg?service=a.B", Samples.persistent(1));
            node.post("/reg?service=a.B", Samples.persistent(2));

            await().atMost(LocalCluster.PATIENCE)
                    .untilAsserted(() -> assertThat(node.get("/metrics").body())
                            .contains("maregistry_instances 2", "maregistry_services 1", "maregistry_version 2"));
        }
    }

    private static StoreConfig fileStore() {
        StoreConfig none = StoreConfig.DEFAULT;
        return new StoreConfig(
                StoreConfig.FILE, none.every(), false, none.path(), none.jdbc(), none.redis(), none.options());
    }

    private static Set<String> figures(String text) {
        Set<String> found = new TreeSet<>();
        Matcher figure = FIGURE.matcher(text);
        while (figure.find()) {
            found.add(figure.group());
        }
        return found;
    }
}
