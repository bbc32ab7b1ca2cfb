package io.maregistry.server.hash;

import io.maregistry.server.replication.Claim;
import org.jspecify.annotations.Nullable;

/**
 * A node of the cluster as the documents know it, as it was when it was last asked.
 *
 * @param url its normalised url, which the election compares
 * @param status whether it answered; of this node always true
 * @param reported what it said of itself the last time that it answered; null where it never did, and of this node
 * @param claim how it leads, by its own word; null where it does not
 */
record Server(
        String url,
        boolean status,
        @Nullable Reported reported,
        @Nullable Claim claim) {

    static Server unheard(String url) {
        return new Server(url, false, null, null);
    }

    /** It answered. */
    Server answered(Reported told) {
        return new Server(url, true, told, told.claim());
    }

    /** It did not answer; what it said last stays to be shown. */
    Server silent() {
        return new Server(url, false, reported, null);
    }

    /** This node, which is always up. */
    Server self(@Nullable Claim now) {
        return new Server(url, true, null, now);
    }

    /** {@code host:port}. */
    String address() {
        return url.substring("http://".length());
    }

    /** Whether it may be elected where nobody claims; whether this node may is for itself to say. */
    boolean isElectable() {
        return status && (reported == null || reported.isElectable());
    }

    /** Whether it is up and leads by its own word. */
    boolean isClaimant() {
        return status && claim != null;
    }
}
