package io.maregistry.server.hash;

import org.jspecify.annotations.Nullable;

/** Another node did not do what it was asked; the message says which, and why. */
final class PeerException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final boolean isLate;
    private final int status;

    PeerException(String url, String why, boolean isLate, @Nullable Throwable cause) {
        super(url + ": " + why, cause);
        this.isLate = isLate;
        this.status = 0;
    }

    /** It answered with that status. */
    PeerException(String url, String path, int status) {
        super(url + ": " + path + " was answered " + status);
        this.isLate = false;
        this.status = status;
    }

    /** Whether it answered that it surely did not do it. */
    boolean isRefusal() {
        return status == 503 || status >= 400 && status < 500;
    }

    /** Whether it was given up for time, so that it may be asked once more. */
    boolean isLate() {
        return isLate;
    }
}
