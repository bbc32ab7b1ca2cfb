package io.maregistry.benchmark.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** What processes have sent to disks, as Linux counts it. */
final class DiskClock {

    private static final String WRITTEN = "write_bytes: ";

    private DiskClock() {}

    /** Bytes of all of them together since they started; one that has ended counts as 0. */
    static long written(List<Long> pids) {
        return pids.stream().mapToLong(DiskClock::written).sum();
    }

    private static long written(long pid) {
        try {
            return Files.readAllLines(Path.of("/proc", Long.toString(pid), "io")).stream()
                    .filter(line -> line.startsWith(WRITTEN))
                    .mapToLong(line -> Long.parseLong(line.substring(WRITTEN.length())))
                    .sum();
        } catch (NoSuchFileException ended) {
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
