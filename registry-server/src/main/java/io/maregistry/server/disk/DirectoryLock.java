package io.maregistry.server.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/** Keeps other processes, and other servers of this one, out of a directory. The system ends it with the process. */
public final class DirectoryLock implements AutoCloseable {

    private final FileChannel channel;

    private DirectoryLock(FileChannel channel) {
        this.channel = channel;
    }

    /** The directory is taken, and by whom. */
    public static final class InUseException extends IOException {
        private static final long serialVersionUID = 1L;

        InUseException(Path directory, String user) {
            super("data directory " + directory + " is in use by " + user);
        }
    }

    /**
     * Takes the directory, which is made where it is missing.
     *
     * @throws InUseException somebody else has it
     */
    public static DirectoryLock take(Path directory) throws IOException {
        DurableFile.makeDirectory(directory);
        FileChannel channel = FileChannel.open(
                directory.resolve("lock"),
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
                DurableFile.PERMISSIONS);
        try {
            if (channel.tryLock() == null) {
                throw new InUseException(directory, "process " + owner(channel));
            }
            channel.truncate(0);
            channel.write(
                    ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
            return new DirectoryLock(channel);
        } catch (OverlappingFileLockException e) { // by another server in this JVM
            channel.close();
            throw new InUseException(directory, "this process");
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static String owner(FileChannel lock) throws IOException {
        ByteBuffer pid = ByteBuffer.allocate(20);
        lock.read(pid, 0);
        return StandardCharsets.US_ASCII.decode(pid.flip()).toString();
    }

    /** Lets others have it; idempotent. */
    @Override
    public void close() throws IOException {
        channel.close();
    }
}
