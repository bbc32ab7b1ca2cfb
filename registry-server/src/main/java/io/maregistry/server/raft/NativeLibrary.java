package io.maregistry.server.raft;

import io.maregistry.server.disk.DurableFile;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.rocksdb.NativeLibraryLoader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The native library of the engine's storage. It unpacks itself from its jar, 14 MB, into the machine's temporary folder
 * under a new name for each process, and what was killed never takes it away again. So it is unpacked into the data
 * directory, from which the next start clears what the last one left.
 *
 * <p>Those of zstd and Netty are no concern: they delete their files as soon as they are loaded.
 */
final class NativeLibrary {

    private static final Logger LOG = LoggerFactory.getLogger(NativeLibrary.class);

    private NativeLibrary() {}

    /** Unpacks a library into a folder and loads it from there; may fail half way. */
    @FunctionalInterface
    interface Loader {
        void load(String folder) throws IOException;
    }

    /**
     * Loads it by way of {@code native/} in that directory, which belongs to this process alone. It is loaded once in a JVM:
     * by the first server there, and the folder is not needed any more afterwards. Where it cannot be, for example since
     * nothing may be executed from that file system, that is logged, nothing of it stays there, and it takes the temporary
     * folder when it is used.
     */
    static void load(Path directory) {
        load(directory, folder -> NativeLibraryLoader.getInstance().loadLibrary(folder));
    }

    static void load(Path directory, Loader loader) {
        Path folder = directory.resolve("native");
        try {
            DurableFile.makeDirectory(folder);
            clear(folder);
            loader.load(folder.toString());
        } catch (IOException | RuntimeException | LinkageError unable) { // the loader throws all of them
            LOG.warn("rocksdb is not loaded from {}, but from the temporary folder: {}", folder, unable.toString());
            discard(folder);
        }
    }

    /** Of what was unpacked in vain: the disk may be full of it. */
    private static void discard(Path folder) {
        try {
            clear(folder);
        } catch (IOException | DirectoryIteratorException unable) {
            LOG.warn("what is in {} stays until the next start: {}", folder, unable.toString());
        }
    }

    private static void clear(Path folder) throws IOException {
        try (DirectoryStream<Path> left = Files.newDirectoryStream(folder)) {
            for (Path file : left) {
                Files.delete(file);
            }
        }
    }
}
