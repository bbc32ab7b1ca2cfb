package io.maregistry.server.store;

import org.jspecify.annotations.Nullable;

/** A store could not do what it was asked. The message names the store and the reason, and holds no credentials. */
public final class StoreException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What the caller may conclude. */
    public enum Kind {
        /** It is away or too slow; later may do. */
        UNREACHABLE,
        /** It does not want us, or cannot be what the settings say: credentials, rights, a foreign schema. */
        REFUSED,
        /** What it holds cannot be trusted. */
        DAMAGED,
        /** Another writer has gone further. */
        CONFLICT
    }

    private final Kind kind;

    public StoreException(Kind kind, String message) {
        this(kind, message, null);
    }

    public StoreException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
