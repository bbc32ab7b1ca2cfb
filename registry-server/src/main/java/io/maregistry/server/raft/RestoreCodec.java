package io.maregistry.server.raft;

import io.maregistry.model.Metrics;
import io.maregistry.model.Operator;
import io.maregistry.model.ServiceName;
import io.maregistry.model.Status;
import io.maregistry.model.Versions;
import io.maregistry.proto.v1.ReleaseSpanRecord;
import io.maregistry.proto.v1.RestoreAbortRecord;
import io.maregistry.proto.v1.RestoreBeginRecord;
import io.maregistry.proto.v1.RestoreChunkRecord;
import io.maregistry.proto.v1.RestoreCommitRecord;
import io.maregistry.proto.v1.StagedInstanceRecord;
import io.maregistry.proto.v1.StagedServiceRecord;
import io.maregistry.server.state.Item;
import io.maregistry.server.state.Namespace;
import io.maregistry.server.state.ReleaseSpan;
import io.maregistry.server.state.RestoreAbort;
import io.maregistry.server.state.RestoreBegin;
import io.maregistry.server.state.RestoreChunk;
import io.maregistry.server.state.RestoreCommit;
import io.maregistry.server.state.ServiceRouting;
import io.maregistry.server.state.ServiceRules;
import io.maregistry.server.state.StagedConfig;
import io.maregistry.server.state.StagedInstance;
import io.maregistry.server.state.StagedPart;
import io.maregistry.server.state.StagedService;
import io.maregistry.wire.CheckProto;
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
        chunk.part().services().forEach(service -> record.addServices(serviceRecord(service)));
        chunk.part().configs().forEach(config -> record.addConfigs(ConfigCodec.toProto(config)));
        chunk.part().items().forEach(item -> addTo(record, item));
        return record.build();
    }

    static RestoreChunk fromProto(RestoreChunkRecord record) {
        Records.known(record);
        List<StagedService> services = new ArrayList<>(record.getServicesCount());
        for (StagedServiceRecord service : record.getServicesList()) {
            services.add(service(service));
        }
        List<StagedConfig> configs =
                record.getConfigsList().stream().map(ConfigCodec::fromProto).toList();
        return new RestoreChunk(
                record.getRestoreId(), record.getNumber(), new StagedPart(services, configs, items(record)));
    }

    private static void addTo(RestoreChunkRecord.Builder record, Item item) {
        if (item instanceof Namespace namespace) {
            record.addNamespaces(NamespaceCodec.record(namespace));
        } else if (item instanceof ServiceRouting routing) {
            record.addRouting(NamespaceCodec.record(routing));
        } else if (item instanceof ServiceRules rules) {
            record.addRules(PatchCodec.toProto(rules));
        } else {
            throw new IllegalStateException("no record for " + item.kind());
        }
    }

    private static List<Item> items(RestoreChunkRecord record) {
        List<Item> items = new ArrayList<>();
        record.getNamespacesList().forEach(namespace -> items.add(NamespaceCodec.namespace(namespace)));
        record.getRoutingList().forEach(routing -> items.add(NamespaceCodec.routing(routing)));
        record.getRulesList().forEach(rules -> items.add(PatchCodec.fromProto(rules)));
        return items;
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
        service.releases().forEach(span -> record.addReleases(spanRecord(span)));
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
                instances,
                record.getReleasesList().stream().map(RestoreCodec::span).toList());
    }

    private static ReleaseSpanRecord spanRecord(ReleaseSpan span) {
        return ReleaseSpanRecord.newBuilder()
                .setId(InstanceProto.toProto(span.id()))
                .setInstanceId(span.instanceId())
                .setBuildTime(span.versions().buildTime())
                .setAssemblyVersion(span.versions().assemblyVersion())
                .setReleaseVersion(span.versions().releaseVersion())
                .setFromMillis(span.fromMillis())
                .setToMillis(span.toMillis())
                .build();
    }

    private static ReleaseSpan span(ReleaseSpanRecord record) {
        Records.known(record);
        Records.require(record.hasId(), record, "id");
        return new ReleaseSpan(
                InstanceProto.fromProto(record.getId()),
                record.getInstanceId(),
                new Versions(record.getBuildTime(), record.getAssemblyVersion(), record.getReleaseVersion()),
                record.getFromMillis(),
                record.getToMillis());
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
        if (instance.checkState() != null) {
            record.setCheckState(CheckProto.toProto(instance.checkState()));
        }
        if (!instance.metrics().isEmpty()) {
            record.setMetrics(ContentProto.toProto(instance.metrics()));
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
                record.hasRegistered() ? ContentProto.fromProto(record.getRegistered()) : null,
                record.hasCheckState() ? CheckProto.fromProto(record.getCheckState()) : null,
                record.hasMetrics() ? ContentProto.fromProto(record.getMetrics()) : Metrics.NONE);
    }
}
