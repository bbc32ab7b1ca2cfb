package io.maregistry.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maregistry.client.spi.ConfigListener;
import io.maregistry.client.spi.ConfigValue;
import io.maregistry.client.spi.ConfigVersion;
import io.maregistry.error.RegistryException;
import io.maregistry.model.ConfigName;
import io.maregistry.testkit.LocalCluster;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Configuration items through the client, against real nodes in this JVM. */
@Timeout(180)
class ConfigsTest {

    private static final ConfigName APP = ConfigName.of("app.yaml");

    @TempDir
    Path directory;

    @Test
    void publishedItemIsReadComparedRolledBackAndRemoved() {
        try (LocalCluster cluster = LocalCluster.in(directory).nodes(1).start();
                RegistryClient client =
                        RegistryClient.builder().endpoints(cluster.endpoints()).build()) {
            Configs configs = client.configs();
            assertThat(configs.get("app.yaml")).isEmpty();

            long first = configs.publish("app.yaml", "a: 1", "application/yaml");
            assertThat(configs.get("app.yaml")).contains(new ConfigValue(APP, "a: 1", "application/yaml", first));
            long second = configs.publishIf("app.yaml", "a: 2", "application/yaml", first);
            assertThatThrownBy(() -> configs.publishIf("app.yaml", "a: 3", "application/yaml", first))
                    .isInstanceOf(RegistryException.Conflict.class);
            assertThatThrownBy(() -> configs.publishIf("app.yaml", "a: 3", "application/yaml", Configs.ABSENT))
                    .isInstanceOf(RegistryException.Conflict.class);

            assertThat(configs.rollback("app.yaml", first)).isGreaterThan(second);
            assertThat(configs.get("app.yaml").orElseThrow().content()).isEqualTo("a: 1");
            assertThatThrownBy(() -> configs.rollback("app.yaml", 999)).isInstanceOf(RegistryException.Compacted.class);

            configs.publish("blue/G/other", "x");
            assertThat(configs.list("")).containsExactly(APP);
            assertThat(configs.remove("app.yaml")).isTrue();
            assertThat(configs.remove("app.yaml")).isFalse();
            assertThat(configs.get("app.yaml")).isEmpty();
            assertThat(configs.history("app.yaml"))
                    .extracting(ConfigVersion::isRemoval)
                    .containsExactly(true, false, false, false);
            assertThat(configs.history("never")).isEmpty();
        }
    }

    @Test
    void listenerHearsWhatTheItemSaysAndEachChangeFromWhicheverNode() throws Exception {
        try (LocalCluster cluster = LocalCluster.in(directory).nodes(3).start();
                RegistryClient writer =
                        RegistryClient.builder().endpoints(cluster.endpoints()).build();
                RegistryClient reader =
                        RegistryClient.builder().endpoints(cluster.endpoints()).build()) {
            writer.configs().publish("app.yaml", "1");
            Heard heard = new Heard();
            reader.configs().listen("app.yaml", heard);
            assertThat(heard.next()).isEqualTo("1");
            Heard late = new Heard();
            reader.configs().listen("app.yaml", late);
            assertThat(late.next()).isEqualTo("1");

            writer.configs().publish("app.yaml", "2");
            assertThat(heard.next()).isEqualTo("2");
            cluster.leader().stop();
            writer.configs().publish("app.yaml", "3");
            assertThat(heard.next()).isEqualTo("3");
            writer.configs().remove("app.yaml");
            assertThat(heard.next()).isEqualTo("removed");
            writer.configs().publish("app.yaml", "4");
            assertThat(heard.next()).isEqualTo("4");

            reader.configs().unlisten("app.yaml", heard);
            writer.configs().publish("app.yaml", "5");
            assertThat(late.next()).isEqualTo("2");
            assertThat(late.next()).isEqualTo("3");
            assertThat(late.next()).isEqualTo("removed");
            assertThat(late.next()).isEqualTo("4");
            assertThat(late.next()).isEqualTo("5");
            assertThat(heard.told).isEmpty();
        }
    }

    @Test
    void unlawfulNamesAndTextsAreRefused() {
        try (LocalCluster cluster = LocalCluster.in(directory).nodes(1).start();
                RegistryClient client =
                        RegistryClient.builder().endpoints(cluster.endpoints()).build()) {
            assertThatThrownBy(() -> client.configs().get("a b"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("dataId");
            assertThatThrownBy(() -> client.configs().publish("a", "x".repeat((256 << 10) + 1)))
                    .isInstanceOf(RegistryException.InvalidRequest.class);
        }
    }

    private static final class Heard implements ConfigListener {
        final BlockingQueue<String> told = new LinkedBlockingQueue<>();

        @Override
        public void onPublished(ConfigValue value) {
            told.add(value.content());
        }

        @Override
        public void onRemoved(ConfigName name) {
            told.add("removed");
        }

        String next() throws InterruptedException {
            return Objects.requireNonNull(told.poll(60, TimeUnit.SECONDS));
        }
    }
}
