package io.maregistry.benchmark.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** The CPU time that processes have used, in user and in system mode, as Linux counts it: in steps of 10 ms. */
record CpuClock(List<Long> pids) {

    private static final double TICKS_A_SECOND = 100; // USER_HZ, the same on every Linux of today
    private static final int UTIME = 11; // places behind the command in /proc/PID/stat
    private static final int STIME = 12;

    /** All of them together since they started; one that has ended counts as 0. */
    double seconds() {
        return pids.stream().mapToDouble(CpuClock::seconds).sum();
    }

    private static double seconds(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            String[] fields = stat.substring(stat.lastIndexOf(") ") + 2).split(" ", -1);
            return (Long.parseLong(fields[UTIME]) + Long.parseLong(fields[STIME])) / TICKS_A_SECOND;
        } catch (NoSuchFileException ended) {
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
