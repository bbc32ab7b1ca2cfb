package io.maregistry.server;

import java.util.function.LongSupplier;

/**
 * The clocks of a server.
 *
 * @param nanoTime monotonic, in nanoseconds: moves the liveness clock
 * @param wallMillis of the wall, epoch milliseconds: for people only
 */
public record TimeSource(LongSupplier nanoTime, LongSupplier wallMillis) {

    /** The machine's clocks. */
    public static TimeSource system() {
        return new TimeSource(System::nanoTime, System::currentTimeMillis);
    }
}
