package io.maregistry.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.maregistry.server.config.CheckConfig;
import io.maregistry.server.config.ExitCode;
import io.maregistry.server.config.NodeConfig;
import io.maregistry.server.config.ServerConfig;
import io.maregistry.server.config.StartException;
import io.maregistry.server.net.EventLoops;
import io.maregistry.server.outbound.Certificate;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutgoingTest {

    @TempDir
    private Path directory;

    private final EventLoops loops = EventLoops.of(1);
    private final Closings closings = new Closings();

    @AfterEach
    void close() {
        closings.close();
        loops.close();
    }

    private Object open(String trust) {
        ServerConfig config = ServerConfig.builder()
                .node(new NodeConfig("n1", directory))
                .check(new CheckConfig(false, 10, trust))
                .build();
        return Outgoing.open(config, loops, TimeSource.system(), closings);
    }

    @Test
    void authoritiesOfAFileInTheDataDirectoryAreRead() throws Exception {
        byte[] bytes = Certificate.of(directory, "dns:a.test").certificate().getEncoded();
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
        Files.writeString(
                directory.resolve("authorities.pem"),
                "-----BEGIN CERTIFICATE-----\n" + body + "\n-----END CERTIFICATE-----\n",
                StandardCharsets.US_ASCII);

        assertThat(open("authorities.pem")).isNotNull();
        assertThat(open(CheckConfig.SYSTEM)).isNotNull();
        assertThat(open(CheckConfig.ANYBODY)).isNotNull();
    }

    @Test
    void fileThatCannotBeReadIsAFaultOfTheConfiguration() throws IOException {
        Files.writeString(directory.resolve("empty.pem"), "");
        Files.writeString(directory.resolve("other.pem"), "nothing of the kind");

        for (String trust : new String[] {"none.pem", "empty.pem", "other.pem"}) {
            assertThatExceptionOfType(StartException.class)
                    .isThrownBy(() -> open(trust))
                    .withMessageContaining("check.trust must be system, anybody or a PEM file")
                    .matches(refused -> refused.exitCode() == ExitCode.CONFIGURATION);
        }
    }
}
