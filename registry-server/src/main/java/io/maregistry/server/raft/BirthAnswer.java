package io.maregistry.server.raft;

import io.maregistry.proto.v1.BirthReport;
import io.maregistry.proto.v1.FounderRecord;
import java.util.Map;
import java.util.TreeMap;

/** What one of the configured members said when it was asked how it stands. */
sealed interface BirthAnswer {

    /** It did not say anything that could be used; {@code reason} is for people. */
    record Silent(String reason) implements BirthAnswer {}

    /**
     * Its directory is empty.
     *
     * @param heard the members that it is configured with and the node ids it heard of them; empty = silent
     */
    record Empty(String nodeId, Map<String, String> heard) implements BirthAnswer {}

    /** It is born, with these founders. */
    record Born(String nodeId, String clusterId, Map<String, String> founders) implements BirthAnswer {}

    static BirthAnswer of(BirthReport report) {
        Map<String, String> ids = new TreeMap<>();
        for (FounderRecord founder : report.getFoundersList()) {
            ids.put(founder.getPeer(), founder.getNodeId());
        }
        return report.getIsBorn()
                ? new Born(report.getNodeId(), report.getClusterId(), Map.copyOf(ids))
                : new Empty(report.getNodeId(), Map.copyOf(ids));
    }

    static BirthReport report(String peer, String nodeId, String clusterId, boolean isBorn, Map<String, String> ids) {
        BirthReport.Builder report = BirthReport.newBuilder()
                .setPeer(peer)
                .setNodeId(nodeId)
                .setClusterId(clusterId)
                .setIsBorn(isBorn);
        ids.forEach((each, id) ->
                report.addFounders(FounderRecord.newBuilder().setPeer(each).setNodeId(id)));
        return report.build();
    }
}
