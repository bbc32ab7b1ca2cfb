package io.maregistry.server.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.wire.InstanceLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Documents are never held: one of 45 MB is taken apart in a JVM of 32 MB. */
class SmallHeapTest {

    private static final int INSTANCES = 100_000;

    @TempDir
    Path directory;

    @Test
    void documentThatIsLargerThanTheHeapIsTakenApart() throws IOException, InterruptedException {
        Path file = directory.resolve("document.json");
        LargeDocument.write(file, INSTANCES);
        assertThat(Files.size(file)).isGreaterThan(40_000_000);

        Process jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx32m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SmallHeapTest.class.getName(),
                        file.toString())
                .inheritIO()
                .start();

        assertThat(jvm.waitFor(5, TimeUnit.MINUTES)).isTrue();
        assertThat(jvm.exitValue()).isZero();
    }

    /** Runs in the small JVM; ends with 0 where every instance was handed out. */
    public static void main(String[] arguments) {
        AtomicInteger instances = new AtomicInteger();
        new DocumentReader(InstanceLimits.DEFAULT)
                .check(Path.of(arguments[0]))
                .forEachChunk(chunk -> chunk.services()
                        .forEach(service ->
                                instances.addAndGet(service.instances().size())));
        System.exit(instances.get() == INSTANCES ? 0 : 1);
    }
}
