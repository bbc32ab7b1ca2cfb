package io.maregistry.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PasswordFileTest {

    @TempDir
    Path dataDir;

    @Test
    void firstLineIsThePassword() throws IOException {
        Files.writeString(dataDir.resolve("secret"), "s3 cret\nsecond line\n");

        assertThat(PasswordFile.firstLine("secret", dataDir)).isEqualTo("s3 cret");
        assertThat(PasswordFile.firstLine(dataDir.resolve("secret").toString(), Path.of("elsewhere")))
                .isEqualTo("s3 cret");
    }

    @Test
    void noFileOrAnEmptyOneIsNoPassword() throws IOException {
        Files.writeString(dataDir.resolve("empty"), "");

        assertThat(PasswordFile.firstLine("", dataDir)).isEmpty();
        assertThat(PasswordFile.firstLine("empty", dataDir)).isEmpty();
    }

    @Test
    void missingFileIsNamed() {
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> PasswordFile.firstLine("secret", dataDir))
                .satisfies(refused -> assertThat(refused.kind()).isEqualTo(StoreException.Kind.REFUSED))
                .withMessage("the password file " + dataDir.resolve("secret") + " cannot be read: NoSuchFileException");
    }
}
