package io.maregistry.server.replication;

/** How a node in hash mode came to lead. */
public enum Claim {
    /** Somebody asked for it: {@code /sl}. */
    SL,
    /** It was the first of those alive. */
    ELECTED,
    /** Likewise, but it saw no other node alive, or stood still since: one that saw others comes before it. */
    ALONE
}
