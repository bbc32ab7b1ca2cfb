package io.maregistry.server;

import io.maregistry.error.RegistryException;
import io.maregistry.server.config.ExitCode;
import io.maregistry.server.config.StartException;
import io.maregistry.server.raft.BrokenReplicaException;
import io.maregistry.server.raft.DataDirectoryException;
import io.maregistry.server.raft.NodePortException;
import java.io.IOException;
import java.net.BindException;
import java.nio.file.FileSystemException;
import org.slf4j.LoggerFactory;

/** Turns whatever ended a server into one line and an exit code. */
final class Failures {

    private Failures() {}

    /**
     * What the operator is told of {@code failure}. One that nobody foresaw is a bug of ours: it is logged with its
     * places, and the line says so.
     */
    static StartException told(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof StartException known) {
                return known;
            }
            if (cause instanceof DataDirectoryException unusable) {
                return new StartException(
                        ExitCode.of(unusable.exitCode()), String.valueOf(unusable.getMessage()), failure);
            }
            if (cause instanceof NodePortException unusable) {
                return new StartException(
                        ExitCode.of(unusable.exitCode()), String.valueOf(unusable.getMessage()), failure);
            }
            if (cause instanceof BrokenReplicaException broken) {
                return new StartException(ExitCode.of(broken.exitCode()), String.valueOf(broken.getMessage()), failure);
            }
            if (isOfABind(cause)) {
                return new StartException(
                        ExitCode.PORT_IN_USE, failure.getMessage() + ": " + cause.getMessage(), failure);
            }
            if (cause instanceof RegistryException.Corrupted) {
                return new StartException(ExitCode.BROKEN_STATE, String.valueOf(cause.getMessage()), failure);
            }
            if (cause instanceof FileSystemException) {
                return new StartException(ExitCode.DISK, "the disk fails: " + cause.getMessage(), failure);
            }
        }
        LoggerFactory.getLogger(Failures.class).error("unforeseen", failure);
        return new StartException(ExitCode.FAILED, "unforeseen, see the log: " + failure, failure);
    }

    /** Netty's own transport has a type of its own for it, which is no {@link BindException}. */
    private static boolean isOfABind(Throwable failure) {
        return failure instanceof BindException
                || failure instanceof IOException
                        && String.valueOf(failure.getMessage()).startsWith("bind(");
    }
}
