package io.maregistry.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What programs may use, as written down in files, is there still: nothing goes or changes unseen. What is new may come, and
 * counts once it is written: {@code -Dtest=PublicApiTest -Dapi.write=true} writes the files anew. Before the first release a
 * line may go so, too, where that is meant; behind it none may, and {@code -Dapi.baseline=VERSION} asks japicmp, which sees
 * more (a new abstract method of an interface that programs implement).
 */
class PublicApiTest {

    private record Module(Path file, PublicApi api) {
        @Override
        public String toString() {
            return String.valueOf(file.getFileName());
        }
    }

    static Stream<Module> modules() {
        return Stream.of(
                new Module(
                        Path.of("../registry-client/api/registry-client.api"),
                        new PublicApi(
                                "io.maregistry.client",
                                "io.maregistry.client.centre",
                                "io.maregistry.client.http",
                                "io.maregistry.client.naming",
                                "io.maregistry.client.resolver",
                                "io.maregistry.client.spi")),
                new Module(
                        Path.of("../registry-proto/api/registry-proto.api"),
                        new PublicApi("io.maregistry.error", "io.maregistry.model")));
    }

    @ParameterizedTest
    @MethodSource("modules")
    void programsSeeWhatIsWrittenDown(Module module) throws IOException {
        String now = module.api().text();
        if (Boolean.getBoolean("api.write")) {
            Files.createDirectories(module.file().getParent());
            Files.writeString(module.file(), now);
        }

        assertThat(PublicApi.entries(now))
                .as("%s; a change that is meant is written by -Dtest=PublicApiTest -Dapi.write=true", module)
                .containsAll(PublicApi.entries(Files.readString(module.file())));
    }
}
