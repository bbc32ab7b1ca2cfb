package io.maregistry.error;

import java.util.concurrent.CompletionException;

/** What failed stages carry. Stateless; any thread. */
public final class Causes {

    private Causes() {}

    /** Why a stage failed: what the library wrapped where it did, else {@code failure} itself. */
    public static Throwable of(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : null;
        return cause == null ? failure : cause;
    }
}
