package io.maregistry.server.migrate;

import org.jspecify.annotations.Nullable;

/** A migration cannot go on; the message is for the operator, and says whether anything was written. */
public final class MigrateException extends RuntimeException {

    static final int NO_STATUS = 0;

    private static final long serialVersionUID = 1L;

    private final int status;

    MigrateException(String message) {
        this(message, NO_STATUS, null);
    }

    /** @param status what a node answered */
    MigrateException(String message, int status) {
        this(message, status, null);
    }

    MigrateException(String message, Throwable cause) {
        this(message, NO_STATUS, cause);
    }

    private MigrateException(String message, int status, @Nullable Throwable cause) {
        super(message, cause);
        this.status = status;
    }

    /** What a node answered; {@link #NO_STATUS} where none did. */
    int status() {
        return status;
    }
}
