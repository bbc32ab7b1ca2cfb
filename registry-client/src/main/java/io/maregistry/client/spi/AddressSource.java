package io.maregistry.client.spi;

import java.util.List;

/**
 * Where a client finds its first node: a list that is written down, or whatever an environment offers. The client learns
 * the other members from any node that answers, and comes back to this list when none of them does.
 */
@FunctionalInterface
public interface AddressSource {

    /**
     * The endpoints to begin with, at least one. It is asked by whoever builds the client, and then whenever the
     * members are looked up anew, by a thread that waits for nothing else; never again before it has answered. What it
     * throws is logged, and the list before it stays.
     */
    List<Endpoint> endpoints();

    /** Always the same ones. */
    static AddressSource of(List<Endpoint> endpoints) {
        List<Endpoint> fixed = List.copyOf(endpoints);
        if (fixed.isEmpty()) {
            throw new IllegalArgumentException("endpoints must name at least one host:port");
        }
        return () -> fixed;
    }
}
