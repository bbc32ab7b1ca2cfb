package io.maregistry.server.grpc;

import io.maregistry.model.Member;
import io.maregistry.model.ResumeToken;
import io.maregistry.proto.v1.Address;
import io.maregistry.proto.v1.Header;
import io.maregistry.server.registry.Labels;

/** The labels of an answer, and where nodes are. Stateless; any thread. */
final class Headers {

    private Headers() {}

    static Header of(Labels labels) {
        Header.Builder header = Header.newBuilder()
                .setRevision(labels.revision())
                .setLineage(ResumeToken.lineageText(labels.lineage()))
                .setTerm(labels.position().term())
                .setRole(labels.position().role())
                .setMode(labels.position().mode())
                .setAgeMs(labels.ageMillis())
                .setComplete(labels.isComplete());
        Member leader = labels.leader();
        if (leader != null) {
            header.setLeader(address(leader));
        }
        return header.build();
    }

    static Address address(Member member) {
        return Address.newBuilder()
                .setName(member.name())
                .setHttp(member.addresses().http())
                .setGrpc(member.addresses().grpc())
                .build();
    }
}
