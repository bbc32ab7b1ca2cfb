package io.maregistry.server.store.file;

import io.maregistry.server.config.SnapshotConfig;
import io.maregistry.server.disk.DurableFile;
import io.maregistry.server.snapshot.SnapshotFile;
import io.maregistry.server.state.Root;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * How a file takes the place of another, which stays as the previous one: {@link #write}, {@link #keep}, {@link
 * #putInPlace}, {@link #sync}, in this order. A process that is killed between any two of them leaves what was there
 * before the first, or what is there behind the last. Nothing is given up before the new file is on the disk.
 *
 * <p>What is not done yet has names that nobody else takes, so two writers of one place never write into one file.
 */
record Turnover(Path file, Path unfinished) {

    private static final String UNFINISHED = ".unfinished";

    /** One that was not begun. */
    static Turnover of(Path file) {
        String token = HexFormat.of().toHexDigits(new SecureRandom().nextLong());
        return new Turnover(file, file.resolveSibling(file.getFileName() + "." + token + UNFINISHED));
    }

    /** The name of the previous one. */
    static Path previous(Path file) {
        return file.resolveSibling(file.getFileName() + ".previous");
    }

    /** Deletes what writers that were killed left beside the file. */
    static void clean(Path file) throws IOException {
        String name = String.valueOf(file.getFileName());
        DirectoryStream.Filter<Path> isLeft = found -> {
            String left = String.valueOf(found.getFileName());
            return left.startsWith(name + ".") && left.endsWith(UNFINISHED);
        };
        try (DirectoryStream<Path> found = Files.newDirectoryStream(directory(file), isLeft)) {
            for (Path left : found) {
                Files.deleteIfExists(left);
            }
        }
    }

    static Path directory(Path file) {
        Path directory = file.toAbsolutePath().getParent();
        if (directory == null) {
            throw new IllegalArgumentException(file + " is no file in a directory");
        }
        return directory;
    }

    /** The new one is on the disk, under another name. */
    void write(Root root) throws IOException {
        SnapshotFile.create(root, unfinished, SnapshotConfig.Codec.NONE);
    }

    /** The file has the name of the previous one as well. */
    void keep() throws IOException {
        Path link = link();
        try {
            Files.createLink(link, file);
        } catch (UnsupportedOperationException | FileSystemException noLinks) {
            Files.copy(file, link, StandardCopyOption.COPY_ATTRIBUTES);
        }
        Files.move(link, previous(file), StandardCopyOption.ATOMIC_MOVE);
    }

    /** The new one has the file's name. */
    void putInPlace() throws IOException {
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** And keeps it, whatever becomes of the machine. */
    void sync() throws IOException {
        DurableFile.syncDirectory(directory(file));
    }

    /** Deletes what is not in place, where a step failed. */
    void giveUp() throws IOException {
        Files.deleteIfExists(unfinished);
        Files.deleteIfExists(link());
    }

    private Path link() {
        return file.resolveSibling(
                String.valueOf(unfinished.getFileName()).replace(UNFINISHED, ".previous" + UNFINISHED));
    }
}
