package io.maregistry.server.grpc;

/** How long a client has taken nothing of what waits for it. The call's event loop. */
final class Blockage {

    private final long mostNanos;
    private boolean isNoticed;
    private long sinceNanos; // where it is noticed

    Blockage(long mostNanos) {
        this.mostNanos = mostNanos;
    }

    /** Notes whether the client takes something now; true where it has not for too long. */
    boolean isTooLong(boolean isReady, long nowNanos) {
        if (isReady || !isNoticed) {
            isNoticed = !isReady;
            sinceNanos = nowNanos;
            return false;
        }
        return nowNanos - sinceNanos > mostNanos;
    }

    /** The client takes something again. */
    void ends() {
        isNoticed = false;
    }
}
