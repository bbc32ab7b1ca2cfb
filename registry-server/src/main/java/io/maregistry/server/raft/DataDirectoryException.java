package io.maregistry.server.raft;

import org.jspecify.annotations.Nullable;

/** A node must not start on its data directory. The message is one line for the operator. */
public final class DataDirectoryException extends RuntimeException {

    private static final long serialVersionUID = 1L;
    private static final int EXIT_UNUSABLE = 65;
    private static final int EXIT_DIVERGED = 70;
    private static final int EXIT_DISK = 73;

    private final int exitCode;

    private DataDirectoryException(String message, int exitCode, @Nullable Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    static DataDirectoryException unusable(String message) {
        return new DataDirectoryException(message, EXIT_UNUSABLE, null);
    }

    static DataDirectoryException unusable(String message, Throwable cause) {
        return new DataDirectoryException(message, EXIT_UNUSABLE, cause);
    }

    static DataDirectoryException diverged(String message) {
        return new DataDirectoryException(message, EXIT_DIVERGED, null);
    }

    static DataDirectoryException failing(String message, Throwable cause) {
        return new DataDirectoryException(message, EXIT_DISK, cause);
    }

    /** What the process exits with: 65 in use, spoilt or another node's, 70 marked as diverged, 73 the disk fails. */
    public int exitCode() {
        return exitCode;
    }
}
