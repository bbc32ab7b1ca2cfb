package io.maregistry.server.config;

import org.jspecify.annotations.Nullable;

/**
 * The server cannot start or go on, for a reason that an operator can mend: the message is the one clear line that is
 * shown, without a stack trace.
 */
public final class StartException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ExitCode exitCode;

    public StartException(ExitCode exitCode, String message) {
        this(exitCode, message, null);
    }

    public StartException(ExitCode exitCode, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    /** What the process is to end with. */
    public ExitCode exitCode() {
        return exitCode;
    }
}
