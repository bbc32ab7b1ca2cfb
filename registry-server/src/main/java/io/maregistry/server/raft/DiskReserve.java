package io.maregistry.server.raft;

import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.server.state.Announce;
import io.maregistry.server.state.Command;
import io.maregistry.server.state.RestoreAbort;
import io.maregistry.server.state.Tick;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the disk has less free than is to be left alone. Then nothing of the clients' enters the log, so that what is under
 * way, and what the node itself must write, still finds room. The control thread looks, any thread asks.
 */
final class DiskReserve {

    static final long LOOK_MILLIS = 500;

    private static final Logger LOG = LoggerFactory.getLogger(DiskReserve.class);

    private final long reserveBytes;
    private final Space space;
    private volatile boolean isShort;

    /** Tells how much is free. */
    @FunctionalInterface
    interface Space {

        /** Bytes that this process may use. May block for as long as the disk does. */
        long usableBytes() throws IOException;
    }

    DiskReserve(long reserveBytes, Space space) {
        this.reserveBytes = reserveBytes;
        this.space = space;
    }

    /** Looks anew; what cannot be found out stays as it was. */
    void look() {
        try {
            long usable = space.usableBytes();
            boolean isShortNow = usable < reserveBytes;
            if (isShortNow != isShort) {
                isShort = isShortNow;
                if (isShortNow) {
                    LOG.warn("{} bytes are free, under disk.reserve of {}: no more writes", usable, reserveBytes);
                } else {
                    LOG.info("{} bytes are free: writes are taken again", usable);
                }
            }
        } catch (IOException unknown) {
            LOG.debug("free space unknown: {}", unknown.toString());
        }
    }

    boolean isShort() {
        return isShort;
    }

    /**
     * Why this node does not take that command; null = it does. What ends a restore, and what nodes say of themselves, may
     * always be proposed; renewals where another node leads, whose own disk decides about them.
     */
    @Nullable
    RegistryException refusal(Command command, boolean leads) {
        boolean isForwarded = !leads && command instanceof Tick;
        if (!isShort || isForwarded || command instanceof RestoreAbort || command instanceof Announce) {
            return null;
        }
        return new RegistryException.Unavailable(
                ErrorCode.DISK_FULL, "less than disk.reserve is free on this node's disk; nothing was written");
    }
}
