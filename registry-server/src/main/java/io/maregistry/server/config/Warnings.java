package io.maregistry.server.config;

import java.util.ArrayList;
import java.util.List;

/** What is allowed but seldom meant. */
final class Warnings {

    private Warnings() {}

    static List<String> of(ServerConfig config) {
        List<String> warnings = new ArrayList<>();
        RaftConfig raft = config.raft();
        int members = raft.members().size();
        if (members > 0 && members % 2 == 0) {
            warnings.add("raft.members: " + members + " members survive the loss of no more nodes than " + (members - 1)
                    + " do; take an odd number");
        }
        if (raft.insecure() && !raft.listen().isLoopback()) {
            warnings.add("raft.insecure=true: whoever reaches " + raft.listen() + " can take over the cluster");
        }
        if (raft.bootstrap() == RaftConfig.Bootstrap.FORCE) {
            warnings.add("raft.bootstrap=force: only for the first start of a cluster that lacks a founder");
        }
        return warnings;
    }
}
