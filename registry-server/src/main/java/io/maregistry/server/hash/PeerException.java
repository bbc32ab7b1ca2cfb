package io.maregistry.server.hash;

import org.jspecify.annotations.Nullable;

/** Another node did not do what it was asked; the message says which, and why. */
final class PeerException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final boolean isLate;

    PeerException(String url, String why, boolean isLate, @Nullable Throwable cause) {
        super(url + ": " + why, cause);
        this.isLate = isLate;
    }

    /** Whether it was given up for time, so that it may be asked once more. */
    boolean isLate() {
        return isLate;
    }
}
