package io.maregistry.server.migrate;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What a node says of itself in {@code /info}.
 *
 * @param mode {@code raft} or {@code hash}; a plain v5 node is of hash mode
 * @param isPlain whether it is a plain v5 node, which has no {@code /v1}
 * @param isReady whether it serves
 */
record NodeSaid(
        String url, String mode, boolean isPlain, boolean isLeader, boolean isReady, long revision, long version) {

    static NodeSaid of(String url, JsonNode info) {
        boolean isPlain = !info.has("mode");
        return new NodeSaid(
                url,
                info.path("mode").asText("hash"),
                isPlain,
                info.path("leader").asBoolean(),
                isPlain || info.path("ready").asBoolean(),
                info.path("revision").asLong(),
                info.path("version").asLong());
    }

    @Override
    public String toString() {
        String kind = isPlain ? "plain v5" : mode;
        return url + "  " + kind + (isLeader ? ", leader" : "") + "  revision " + revision + "  version " + version;
    }
}
