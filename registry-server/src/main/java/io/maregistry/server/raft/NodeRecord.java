package io.maregistry.server.raft;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What {@code node.json} holds.
 *
 * @param format of the directory, {@value #FORMAT}
 * @param nodeId 32 random hexadecimal digits, given when the directory was created
 * @param peer the peer as which the node was born; empty before
 * @param clusterId the cluster's id; empty until this node has applied it
 * @param founders the founders' node ids by peer; empty before birth
 * @param diverged why the node must not start again; empty = it may
 */
@JsonPropertyOrder({"format", "nodeId", "peer", "clusterId", "founders", "diverged"})
record NodeRecord(
        int format, String nodeId, String peer, String clusterId, Map<String, String> founders, String diverged) {

    static final int FORMAT = 1;

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(
                    DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES,
                    DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES,
                    DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
                    DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    NodeRecord {
        founders = Collections.unmodifiableMap(new TreeMap<>(founders));
        if (!nodeId.matches("[0-9a-f]{32}")) {
            throw new IllegalArgumentException("nodeId must be 32 hexadecimal digits, was \"" + nodeId + '"');
        }
        if (founders.isEmpty() != peer.isEmpty() || !peer.isEmpty() && !nodeId.equals(founders.get(peer))) {
            throw new IllegalArgumentException(
                    "peer and founders must fit: this node is one of them, or there are none");
        }
        if (founders.isEmpty() && !clusterId.isEmpty()) {
            throw new IllegalArgumentException("a node that was not born has no clusterId");
        }
    }

    static NodeRecord fresh(String nodeId) {
        return new NodeRecord(FORMAT, nodeId, "", "", Map.of(), "");
    }

    boolean isBorn() {
        return !founders.isEmpty();
    }

    NodeRecord born(String ownPeer, Founding founding) {
        return new NodeRecord(format, nodeId, ownPeer, clusterId, founding.founders(), diverged);
    }

    NodeRecord ofCluster(String id) {
        return new NodeRecord(format, nodeId, peer, id, founders, diverged);
    }

    NodeRecord diverged(String reason) {
        return new NodeRecord(format, nodeId, peer, clusterId, founders, reason);
    }

    byte[] toJson() {
        try {
            return JSON.writeValueAsBytes(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record of text cannot be written", e);
        }
    }

    /** Reads what {@link #toJson} wrote; {@code name} is what messages call it. */
    static NodeRecord parse(byte[] json, String name) {
        try {
            JsonNode tree = JSON.readTree(json);
            int format = tree.path("format").asInt(0);
            if (format > FORMAT) {
                throw DataDirectoryException.unusable(name + " has format " + format + ", this program reads " + FORMAT
                        + ": it was written by a newer one");
            }
            if (format != FORMAT) {
                throw DataDirectoryException.unusable(name + " is spoilt: it names no format");
            }
            return JSON.treeToValue(tree, NodeRecord.class);
        } catch (java.io.IOException e) {
            String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            throw DataDirectoryException.unusable(name + " is spoilt: " + reason, e);
        }
    }
}
