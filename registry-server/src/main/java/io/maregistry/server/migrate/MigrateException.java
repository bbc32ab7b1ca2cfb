package io.maregistry.server.migrate;

import org.jspecify.annotations.Nullable;

/** A migration cannot go on; the message is for the operator, and says whether anything was written. */
public final class MigrateException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    MigrateException(String message) {
        this(message, null);
    }

    MigrateException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
