package io.maregistry.testkit;

import com.fasterxml.jackson.databind.JsonNode;

/** What a node says of itself in {@code /info}. */
public record NodeInfo(
        String name, String role, long term, long applied, long revision, long version, String stateHash) {

    /** Asks the node. */
    public static NodeInfo of(HttpCalls node) {
        JsonNode info = node.get("/info").json();
        return new NodeInfo(
                info.path("name").asText(),
                info.path("role").asText(),
                info.path("term").asLong(),
                info.path("applied").asLong(),
                info.path("revision").asLong(),
                info.path("version").asLong(),
                info.path("stateHash").asText());
    }

    public boolean isLeader() {
        return role.equals("leader");
    }
}
