package io.maregistry.server.net;

import io.maregistry.error.RegistryException;
import java.util.concurrent.atomic.AtomicLong;

/** How much of something there may be at a time on this node, over all connections. Any thread. */
public final class Budget {

    private final String what;
    private final long most;
    private final AtomicLong taken = new AtomicLong();

    /** {@code what} is the plural of what is taken, for the message where there is no more. */
    public Budget(String what, long most) {
        this.what = what;
        this.most = most;
    }

    /** Takes all of {@code amount}, or nothing and fails with {@code Overloaded}. */
    public void take(long amount) {
        if (taken.addAndGet(amount) > most) {
            taken.addAndGet(-amount);
            throw new RegistryException.Overloaded("too many " + what + " are under way on this node; retry", 1);
        }
    }

    /** Gives back what was taken. */
    public void give(long amount) {
        taken.addAndGet(-amount);
    }

    /** How much is taken now. */
    public long taken() {
        return taken.get();
    }
}
