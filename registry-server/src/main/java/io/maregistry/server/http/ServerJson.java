package io.maregistry.server.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.maregistry.model.Member;
import io.maregistry.model.ResumeToken;
import io.maregistry.server.registry.Server;
import java.io.IOException;

/** Writes a node as the documents' {@code Server}, with our fields behind theirs. */
final class ServerJson {

    private final String mode;
    private final long lineage;
    private final boolean isInsecure;

    /**
     * @param mode the mode of the cluster
     * @param lineage its lineage; 0 before birth
     * @param isInsecure whether this node's node port is open without authentication
     */
    ServerJson(String mode, long lineage, boolean isInsecure) {
        this.mode = mode;
        this.lineage = lineage;
        this.isInsecure = isInsecure;
    }

    void write(JsonGenerator out, Server server) throws IOException {
        Member member = server.member();
        Server.Figures figures = server.figures();
        out.writeStartObject();
        if (member != null) {
            out.writeStringField("url", member.url());
        }
        out.writeBooleanField("status", server.isUp());
        out.writeBooleanField("leader", server.isLeader());
        if (figures != null) {
            out.writeNumberField("version", figures.version());
        }
        out.writeStringField("name", server.name());
        out.writeBooleanField("self", server.isSelf());
        if (figures != null) {
            writeFigures(out, figures);
        }
        out.writeStringField("mode", mode);
        out.writeBooleanField("hashLeader", server.isHashLeader());
        writeHashMode(out, server.inHashMode());
        if (member != null) {
            writeMember(out, member);
        }
        if (figures != null) {
            out.writeNumberField("ageMs", figures.ageMillis());
        }
        boolean isOwn = server.isSelf() || mode.equals("raft"); // elsewhere each node has its own
        if (lineage != 0 && isOwn) {
            out.writeStringField("lineage", ResumeToken.lineageText(lineage));
        }
        if (server.isSelf() && isInsecure) {
            out.writeBooleanField("insecure", true);
        }
        out.writeEndObject();
    }

    private static void writeFigures(JsonGenerator out, Server.Figures figures) throws IOException {
        out.writeStringField("role", figures.role());
        out.writeNumberField("term", figures.term());
        out.writeNumberField("committed", figures.committed());
        out.writeNumberField("applied", figures.applied());
        out.writeNumberField("revision", figures.revision());
        if (!figures.stateHash().isEmpty()) {
            out.writeStringField("stateHash", figures.stateHash());
        }
        out.writeBooleanField("ready", figures.isReady());
    }

    private static void writeMember(JsonGenerator out, Member member) throws IOException {
        if (!member.addresses().grpc().isEmpty()) {
            out.writeStringField("grpc", member.addresses().grpc());
        }
        if (!member.addresses().node().isEmpty()) {
            out.writeStringField("node", member.addresses().node());
        }
        if (!member.build().isEmpty()) {
            out.writeStringField("build", member.build());
        }
    }

    private static void writeHashMode(JsonGenerator out, Server.InHashMode inHashMode) throws IOException {
        String claim = inHashMode.claim();
        if (claim != null) {
            out.writeStringField("claim", claim);
        }
        if (inHashMode.isElectable()) {
            out.writeBooleanField("electable", true);
        }
        String trouble = inHashMode.trouble();
        if (trouble != null) {
            out.writeStringField("trouble", trouble);
        }
    }
}
