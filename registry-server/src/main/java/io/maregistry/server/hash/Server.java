package io.maregistry.server.hash;

import io.maregistry.server.replication.Claim;
import org.jspecify.annotations.Nullable;

/**
 * A node of the cluster as the documents know it, as it was when it was last asked.
 *
 * @param url its normalised url, as this node's list has it
 * @param status whether it answered; of this node always true
 * @param reported what it said of itself the last time that it answered; null where it never did, and of this node
 * @param claim how it leads, by its own word; null where it does not
 * @param heardNanos when it answered last, on a monotonic clock; 0 where it never did, and of this node
 */
record Server(
        String url,
        boolean status,
        @Nullable Reported reported,
        @Nullable Claim claim,
        long heardNanos) {

    static Server unheard(String url) {
        return new Server(url, false, null, null, 0);
    }

    /** It answered. */
    Server answered(Reported told, long nowNanos) {
        return new Server(url, true, told, told.claim(), nowNanos);
    }

    /** It did not answer; what it said last stays to be shown. */
    Server silent() {
        return new Server(url, false, reported, null, heardNanos);
    }

    /** This node, which is always up. */
    Server self(@Nullable Claim now) {
        return new Server(url, true, null, now, 0);
    }

    /**
     * Its url as it spells that itself, which the election compares: two lists may spell a node unlike, and each node counts
     * with one spelling everywhere all the same. A plain v5 node's own word is not asked, since it may be {@code localhost}.
     */
    String spelling() {
        Reported.Own own = reported == null ? null : reported.own();
        return own == null || own.url().isEmpty() ? url : own.url();
    }

    /** What it said of itself, which it has to have done. */
    Reported told() {
        if (reported == null) {
            throw new IllegalStateException(url + " was never heard");
        }
        return reported;
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
