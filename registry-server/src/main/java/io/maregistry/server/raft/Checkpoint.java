package io.maregistry.server.raft;

import io.maregistry.server.state.StateHash;

/**
 * What a node held when all entries up to an index were applied and none after it.
 *
 * @param index a multiple of the interval, which all nodes share
 * @param hash of the state as it stood before the first entry with a higher index
 */
record Checkpoint(long index, StateHash hash) {}
