package io.maregistry.server.raft;

import io.maregistry.model.Operator;
import io.maregistry.model.ServiceName;
import io.maregistry.model.Status;
import io.maregistry.proto.v1.RestoreAbortRecord;
import io.maregistry.proto.v1.RestoreBeginRecord;
import io.maregistry.proto.v1.RestoreChunkRecord;
import io.maregistry.proto.v1.RestoreCommitRecord;
import io.maregistry.proto.v1.StagedInstanceRecord;
import io.maregistry.proto.v1.StagedServiceRecord;
import io.maregistry.server.state.RestoreAbort;
import io.maregistry.server.state.RestoreBegin;
import io.maregistry.server.state.RestoreChunk;
import io.maregistry.server.state.RestoreCommit;
import io.maregistry.server.state.StagedInstance;
import io.maregistry.server.state.StagedService;
import io.maregistry.wire.ContentProto;
import io.maregistry.wire.InstanceProto;
import io.maregistry.wire.Records;
import java.util.ArrayList;
import java.util.List;

/** The steps of a restore to and from their records, for {@link CommandCodec}. */
final class RestoreCodec {

    private RestoreCodec() {}

    static RestoreBeginRecord toProto(RestoreBegin begin) {
        RestoreBeginRecord.Builder record = RestoreBeginRecord.newBuilder()
                .setRestoreId(begin.restoreId())
                .setSha256(begin.sha256())
                .setPlain(begin.plain())
                .setMerge(begin.merge());
        if (begin.onlyAtRevision() != RestoreBegin.ANY_REVISION) {
            record.setOnlyAtRevision(begin.onlyAtRevision());
        }
        return record.build();
    }

    static RestoreBegin fromProto(RestoreBeginRecord record) {
        Records.known(record);
        return new RestoreBegin(
                record.getRestoreId(),
                record.getSha256(),
                record.getPlain(),
                record.getMerge(),
                record.hasOnlyAtRevision() ? record.getOnlyAtRevision() : RestoreBegin.ANY_REVISION);
    }

    static RestoreChunkRecord toProto(RestoreChunk chunk) {
        RestoreChunkRecord.Builder record =
                RestoreChunkRecord.newBuilder().setRestoreId(chunk.restoreId()).setNumber(chunk.number());
        chunk.services().forEach(service -> record.addServices(serviceRecord(service)));
        return record.build();
    }

    static RestoreChunk fromProto(RestoreChunkRecord record) {
        Records.known(record);
        List<StagedService> services = new ArrayList<>(record.getServicesCount());
        for (StagedServiceRecord service : record.getServicesList()) {
            services.add(service(service));
        }
        return new RestoreChunk(record.getRestoreId(), record.getNumber(), services);
    }

    static RestoreCommitRecord toProto(RestoreCommit commit) {
        return RestoreCommitRecord.newBuilder()
                .setRestoreId(commit.restoreId())
                .setChunks(commit.chunks())
                .setDocumentRevision(commit.documentRevision())
                .setDocumentVersion(commit.documentVersion())
                .build();
    }

    static RestoreCommit fromProto(RestoreCommitRecord record) {
        Records.known(record);
        return new RestoreCommit(
                record.getRestoreId(), record.getChunks(), record.getDocumentRevision(), record.getDocumentVersion());
    }

    static RestoreAbortRecord toProto(RestoreAbort abort) {
        return RestoreAbortRecord.newBuilder().setRestoreId(abort.restoreId()).build();
    }

    static RestoreAbort fromProto(RestoreAbortRecord record) {
        Records.known(record);
        return new RestoreAbort(record.getRestoreId());
    }

    private static StagedServiceRecord serviceRecord(StagedService service) {
        StagedServiceRecord.Builder record =
                StagedServiceRecord.newBuilder().setService(service.name().key());
        if (service.version() != StagedService.NO_VERSION) {
            record.setVersion(service.version());
        }
        service.instances().forEach(instance -> record.addInstances(instanceRecord(instance)));
        return record.build();
    }

    private static StagedService service(StagedServiceRecord record) {
        Records.known(record);
        List<StagedInstance> instances = new ArrayList<>(record.getInstancesCount());
        for (StagedInstanceRecord instance : record.getInstancesList()) {
            instances.add(instance(instance));
        }
        return new StagedService(
                ServiceName.ofKey(record.getService()),
                record.hasVersion() ? record.getVersion() : StagedService.NO_VERSION,
                instances);
    }

    private static StagedInstanceRecord instanceRecord(StagedInstance instance) {
        StagedInstanceRecord.Builder record = StagedInstanceRecord.newBuilder()
                .setId(InstanceProto.toProto(instance.id()))
                .setContent(ContentProto.toProto(instance.content()))
                .setOwnStatus(instance.ownStatus().number())
                .setRegisteredAtMillis(instance.registeredAtMillis())
                .setRenewedAtMillis(instance.renewedAtMillis())
                .setRenewals(instance.renewals());
        if (!instance.operator().equals(Operator.NONE)) {
            record.setOperator(InstanceProto.toProto(instance.operator()));
        }
        if (instance.registered() != null) {
            record.setRegistered(ContentProto.toProto(instance.registered()));
        }
        return record.build();
    }

    private static StagedInstance instance(StagedInstanceRecord record) {
        Records.known(record);
        Records.require(record.hasId(), record, "id");
        Records.require(record.hasContent(), record, "content");
        return new StagedInstance(
                InstanceProto.fromProto(record.getId()),
                ContentProto.fromProto(record.getContent()),
                record.hasOperator() ? InstanceProto.fromProto(record.getOperator()) : Operator.NONE,
                Status.ofNumber(record.getOwnStatus()),
                record.getRegisteredAtMillis(),
                record.getRenewedAtMillis(),
                record.getRenewals(),
                record.hasRegistered() ? ContentProto.fromProto(record.getRegistered()) : null);
    }
}
