package io.maregistry.client.internal.view;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.maregistry.model.ServiceName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies in files of one directory, of which each client has its own. The thread {@code maregistry-client-copies} writes
 * the newest list of each service that changed, once a second at most; what cannot be read or written is said once and
 * otherwise passed over, since the copies are only for bad times.
 */
final class DiskCache implements Copies {

    private static final Logger log = LoggerFactory.getLogger(DiskCache.class);

    private static final String THREAD = "maregistry-client-copies";
    private static final int MAX_FILES = 10_000; // each of 16 MiB at most

    private final Path directory;
    private final ScheduledThreadPoolExecutor writer;

    @GuardedBy("this")
    private final Set<KnownService> dirty = new LinkedHashSet<>();

    @GuardedBy("this")
    private final Set<ServiceName> written = new HashSet<>();

    @GuardedBy("this")
    private boolean hasWarned;

    DiskCache(Path directory) {
        this.directory = directory;
        this.writer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, THREAD);
            thread.setDaemon(true);
            return thread;
        });
    }

    @Override
    public void start() {
        var unused = writer.scheduleWithFixedDelay(this::write, 1, 1, TimeUnit.SECONDS);
    }

    @Override
    public KnownService.@Nullable Kept load(ServiceName name) {
        try {
            return CopyFile.read(CopyFile.of(directory, name), name);
        } catch (NoSuchFileException none) {
            return null;
        } catch (IOException damaged) {
            warn("a copy cannot be read and is passed over", name, damaged);
            return null;
        }
    }

    @Override
    public synchronized void changed(KnownService service) {
        dirty.add(service);
    }

    /** Writes what changed since the last time. */
    void write() {
        for (KnownService service : taken()) {
            KnownService.Kept newest = service.toKeep();
            if (newest != null && hasRoom(service.name())) {
                write(newest);
            }
        }
    }

    private void write(KnownService.Kept newest) {
        ServiceName name = newest.list().service();
        try {
            Files.createDirectories(directory);
            CopyFile.write(CopyFile.of(directory, name), newest);
        } catch (IOException failure) {
            warn("a copy cannot be written", name, failure);
        }
    }

    private synchronized List<KnownService> taken() {
        List<KnownService> taken = List.copyOf(dirty);
        dirty.clear();
        return taken;
    }

    private synchronized boolean hasRoom(ServiceName name) {
        return written.contains(name) || (written.size() < MAX_FILES && written.add(name));
    }

    private synchronized void warn(String what, ServiceName name, IOException why) {
        if (hasWarned) {
            log.debug("{}: service {}: {}", what, name, why.toString());
        } else {
            hasWarned = true;
            log.warn("{}, further ones are said at debug level: service {}: {}", what, name, why.toString());
        }
    }

    @Override
    public void close() {
        writer.shutdownNow();
        write();
    }
}
