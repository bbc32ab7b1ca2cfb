package io.maregistry.server.store.file;

import io.maregistry.server.state.Root;
import io.maregistry.server.state.Scalars;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which file was seen and what it held, so that it need not be read again while it is the same one.
 *
 * @param key the file system's name of it, which a file that was put in its place does not have; null where there are none
 */
record FileStamp(@Nullable Object key, FileTime modified, long size, Scalars scalars) {

    /** Of the file that holds this root now. */
    static FileStamp of(Path file, Root root) throws IOException {
        BasicFileAttributes seen = Files.readAttributes(file, BasicFileAttributes.class);
        return new FileStamp(seen.fileKey(), seen.lastModifiedTime(), seen.size(), root.scalars());
    }

    boolean isOf(Path file) throws IOException {
        BasicFileAttributes seen = Files.readAttributes(file, BasicFileAttributes.class);
        return Objects.equals(key, seen.fileKey()) && modified.equals(seen.lastModifiedTime()) && size == seen.size();
    }

    boolean isAheadOf(Root root) {
        return scalars.lineage() == root.scalars().lineage()
                && scalars.revision() > root.scalars().revision();
    }
}
