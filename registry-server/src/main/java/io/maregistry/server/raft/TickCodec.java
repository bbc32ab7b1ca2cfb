package io.maregistry.server.raft;

import io.maregistry.model.Metrics;
import io.maregistry.model.Parameters;
import io.maregistry.model.RenewalUpdate;
import io.maregistry.model.ServiceName;
import io.maregistry.model.Versions;
import io.maregistry.proto.v1.NamedRenewalRecord;
import io.maregistry.proto.v1.PairsRecord;
import io.maregistry.proto.v1.TickRecord;
import io.maregistry.proto.v1.VersionsRecord;
import io.maregistry.server.state.Tick;
import io.maregistry.wire.ContentProto;
import io.maregistry.wire.InstanceProto;
import io.maregistry.wire.Records;
import java.util.ArrayList;
import java.util.List;

/** Ticks to and from their records, for {@link CommandCodec}. */
final class TickCodec {

    private TickCodec() {}

    static TickRecord toProto(Tick tick) {
        TickRecord.Builder record = TickRecord.newBuilder()
                .setElapsedMillis((int) tick.elapsedMillis())
                .addAllHandles(tick.handles());
        tick.named().forEach(named -> record.addNamed(namedRecord(named)));
        return record.build();
    }

    static Tick fromProto(TickRecord record) {
        Records.known(record);
        List<Tick.Named> named = new ArrayList<>(record.getNamedCount());
        for (NamedRenewalRecord item : record.getNamedList()) {
            named.add(named(item));
        }
        return new Tick(Integer.toUnsignedLong(record.getElapsedMillis()), record.getHandlesList(), named);
    }

    private static NamedRenewalRecord namedRecord(Tick.Named named) {
        NamedRenewalRecord.Builder record = NamedRenewalRecord.newBuilder()
                .setId(InstanceProto.toProto(named.id()))
                .setCounted(named.counted());
        named.services().forEach(service -> record.addServices(service.key()));
        Parameters parameters = named.update().parameters();
        if (parameters != null) {
            record.setParameters(PairsRecord.newBuilder().addAllPairs(ContentProto.toProto(parameters)));
        }
        Metrics metrics = named.update().metrics();
        if (metrics != null) {
            record.setMetrics(ContentProto.toProto(metrics));
        }
        Versions versions = named.update().versions();
        if (versions != null) {
            record.setVersions(versionsRecord(versions));
        }
        return record.build();
    }

    private static Tick.Named named(NamedRenewalRecord record) {
        Records.known(record);
        Records.require(record.hasId(), record, "id");
        List<ServiceName> services =
                record.getServicesList().stream().map(ServiceName::ofKey).toList();
        return new Tick.Named(services, InstanceProto.fromProto(record.getId()), record.getCounted(), update(record));
    }

    private static RenewalUpdate update(NamedRenewalRecord record) {
        if (!record.hasParameters() && !record.hasMetrics() && !record.hasVersions()) {
            return RenewalUpdate.NONE;
        }
        return new RenewalUpdate(
                record.hasParameters() ? parameters(record.getParameters()) : null,
                record.hasMetrics() ? ContentProto.fromProto(record.getMetrics()) : null,
                record.hasVersions() ? versions(record.getVersions()) : null);
    }

    private static Parameters parameters(PairsRecord record) {
        Records.known(record);
        return ContentProto.parameters(record.getPairsList());
    }

    private static VersionsRecord versionsRecord(Versions versions) {
        return VersionsRecord.newBuilder()
                .setBuildTime(versions.buildTime())
                .setAssemblyVersion(versions.assemblyVersion())
                .setReleaseVersion(versions.releaseVersion())
                .build();
    }

    private static Versions versions(VersionsRecord record) {
        Records.known(record);
        return new Versions(record.getBuildTime(), record.getAssemblyVersion(), record.getReleaseVersion());
    }
}
