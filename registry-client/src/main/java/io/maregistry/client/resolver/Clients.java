package io.maregistry.client.resolver;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.maregistry.client.RegistryClient;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The clients of one provider: that of the application, where it gave one, and for each list of endpoints that targets name
 * one that is shared by their resolvers, and closed with the last of them. Any thread; nothing blocks.
 */
final class Clients {

    private final @Nullable RegistryClient own;
    private final Function<String, RegistryClient> maker;

    @GuardedBy("this")
    private final Map<String, Shared> shared = new HashMap<>();

    /**
     * @param own for targets that name no endpoints; never closed here
     * @param maker makes a client of comma-separated endpoints
     */
    Clients(@Nullable RegistryClient own, Function<String, RegistryClient> maker) {
        this.own = own;
        this.maker = maker;
    }

    /** A client, until it is given back. */
    interface Lease {
        RegistryClient client();

        /** Once or more often. */
        void end();
    }

    private static final class Shared {
        private final RegistryClient client;
        private int leases;

        Shared(RegistryClient client) {
            this.client = client;
        }
    }

    boolean hasOwn() {
        return own != null;
    }

    /** The client for these endpoints; of none, the application's. */
    synchronized Lease lease(String endpoints) {
        if (endpoints.isEmpty() && own != null) {
            return new OwnLease(own);
        }
        Shared one = shared.computeIfAbsent(endpoints, unknown -> new Shared(maker.apply(unknown)));
        one.leases++;
        return new SharedLease(endpoints, one);
    }

    private record OwnLease(RegistryClient client) implements Lease {
        @Override
        public void end() {
            // the application closes it
        }
    }

    private final class SharedLease implements Lease {
        private final String endpoints;
        private final Shared one;
        private final AtomicBoolean hasEnded = new AtomicBoolean();

        SharedLease(String endpoints, Shared one) {
            this.endpoints = endpoints;
            this.one = one;
        }

        @Override
        public RegistryClient client() {
            return one.client;
        }

        @Override
        public void end() {
            if (hasEnded.compareAndSet(false, true)) {
                release(endpoints, one);
            }
        }
    }

    private void release(String endpoints, Shared one) {
        synchronized (this) {
            one.leases--;
            if (one.leases > 0) {
                return;
            }
            shared.remove(endpoints, one);
        }
        Thread closing = new Thread(one.client::close, "maregistry-client-closing"); // a channel must not wait for it
        closing.setDaemon(true);
        closing.start();
    }
}
