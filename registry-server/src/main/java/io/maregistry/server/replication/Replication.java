package io.maregistry.server.replication;

/** All that one node's replication offers. */
public interface Replication extends Proposer, ReadBarrier, Replica, Leadership, Nodes {}
