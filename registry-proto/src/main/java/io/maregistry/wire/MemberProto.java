package io.maregistry.wire;

import io.maregistry.model.Member;
import io.maregistry.proto.v1.MemberRecord;

/** Members to and from their records. */
public final class MemberProto {

    private MemberProto() {}

    public static MemberRecord toProto(Member member) {
        return MemberRecord.newBuilder()
                .setName(member.name())
                .setNodeId(member.nodeId())
                .setPeer(member.peer())
                .setHttp(member.addresses().http())
                .setGrpc(member.addresses().grpc())
                .setNode(member.addresses().node())
                .setBuild(member.build())
                .setFormatLevel(member.formatLevel())
                .build();
    }

    /** A record with unknown fields is {@link io.maregistry.error.RegistryException.Corrupted}. */
    public static Member fromProto(MemberRecord record) {
        Records.known(record);
        return new Member(
                record.getName(),
                record.getNodeId(),
                record.getPeer(),
                new Member.Addresses(record.getHttp(), record.getGrpc(), record.getNode()),
                record.getBuild(),
                record.getFormatLevel());
    }
}
