package io.maregistry.server.config;

/** How the nodes agree on a leader. */
public enum Election {
    /** By Raft: nothing acknowledged is lost. */
    RAFT,
    /** By the least hashCode of the urls, as the documents do: without safety in a partition. */
    HASH
}
