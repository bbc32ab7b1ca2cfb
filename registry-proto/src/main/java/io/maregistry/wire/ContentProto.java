package io.maregistry.wire;

import io.maregistry.model.Content;
import io.maregistry.model.Lease;
import io.maregistry.model.Metrics;
import io.maregistry.model.Parameters;
import io.maregistry.model.Release;
import io.maregistry.proto.v1.ContentRecord;
import io.maregistry.proto.v1.PairsRecord;
import io.maregistry.proto.v1.ParameterRecord;
import io.maregistry.proto.v1.ReleaseRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What clients register, to and from its records. Records that this build cannot fully read, or that break the model's
 * rules, are {@link io.maregistry.error.RegistryException.Corrupted}.
 */
public final class ContentProto {

    private ContentProto() {}

    public static ContentRecord toProto(Content content) {
        ContentRecord.Builder record = ContentRecord.newBuilder();
        record.addAllParameters(toProto(content.parameters()));
        if (content.weight() != Content.NORMAL_WEIGHT) {
            record.setWeight(content.weight());
        }
        if (content.generation() != Content.NO_GENERATION) {
            record.setGeneration(content.generation());
        }
        if (content.instanceId() != null) {
            record.setInstanceId(content.instanceId());
        }
        if (content.check() != null) {
            record.setCheck(CheckProto.toProto(content.check()));
        }
        if (!content.release().equals(Release.NONE)) {
            record.setRelease(releaseRecord(content.release()));
        }
        setLease(record, content.lease());
        return record.build();
    }

    /** How many bytes the content takes in a record. */
    public static int size(Content content) {
        return toProto(content).getSerializedSize();
    }

    public static Content fromProto(ContentRecord record) {
        Records.known(record);
        try {
            return new Content(
                    parameters(record.getParametersList()),
                    record.hasWeight() ? record.getWeight() : Content.NORMAL_WEIGHT,
                    lease(record),
                    record.hasGeneration() ? record.getGeneration() : Content.NO_GENERATION,
                    record.hasInstanceId() ? record.getInstanceId() : null,
                    record.hasCheck() ? CheckProto.fromProto(record.getCheck()) : null,
                    record.hasRelease() ? release(record.getRelease()) : Release.NONE);
        } catch (IllegalArgumentException rule) {
            throw Records.unlawful(record, rule);
        }
    }

    private static void setLease(ContentRecord.Builder record, Lease lease) {
        record.setPersistent(!lease.ephemeral());
        if (lease.ttlMillis() != Lease.UNSET) {
            record.setTtlMillis(lease.ttlMillis());
        }
        if (lease.offlineGraceMillis() != Lease.UNSET) {
            record.setOfflineGraceMillis(lease.offlineGraceMillis());
        }
    }

    private static Lease lease(ContentRecord record) {
        if (!record.getPersistent() && !record.hasTtlMillis() && !record.hasOfflineGraceMillis()) {
            return Lease.DEFAULT;
        }
        return new Lease(
                !record.getPersistent(),
                record.hasTtlMillis() ? record.getTtlMillis() : Lease.UNSET,
                record.hasOfflineGraceMillis() ? record.getOfflineGraceMillis() : Lease.UNSET);
    }

    public static List<ParameterRecord> toProto(Parameters parameters) {
        List<ParameterRecord> records = new ArrayList<>(parameters.size());
        parameters.forEach((key, value) -> records.add(
                ParameterRecord.newBuilder().setKey(key).setValue(value).build()));
        return records;
    }

    /** The pairs of the records, each key of which must be there once. */
    public static Parameters parameters(List<ParameterRecord> records) {
        if (records.isEmpty()) {
            return Parameters.empty();
        }
        Map<String, String> pairs = new LinkedHashMap<>();
        for (ParameterRecord record : records) {
            Records.known(record);
            if (pairs.put(record.getKey(), record.getValue()) != null) {
                throw new IllegalArgumentException("a parameter is there twice");
            }
        }
        return Parameters.of(pairs);
    }

    public static PairsRecord toProto(Metrics metrics) {
        return PairsRecord.newBuilder().addAllPairs(toProto(metrics.numbers())).build();
    }

    /** How many bytes the metrics take in a record. */
    public static int size(Metrics metrics) {
        return metrics.isEmpty() ? 0 : toProto(metrics).getSerializedSize();
    }

    /** The metrics of the record; throws {@link IllegalArgumentException} where one is no number. */
    public static Metrics fromProto(PairsRecord record) {
        Records.known(record);
        return record.getPairsCount() == 0 ? Metrics.NONE : new Metrics(parameters(record.getPairsList()));
    }

    private static ReleaseRecord releaseRecord(Release release) {
        return ReleaseRecord.newBuilder()
                .setAppId(release.product().appId())
                .setName(release.product().name())
                .setDomainName(release.product().domainName())
                .setProjectName(release.product().projectName())
                .setUpdateTime(release.updateTime())
                .setBuildTime(release.buildTime())
                .setAssemblyVersion(release.assemblyVersion())
                .setReleaseVersion(release.releaseVersion())
                .setFromClient(release.fromClient())
                .build();
    }

    private static Release release(ReleaseRecord record) {
        Records.known(record);
        return new Release(
                new Release.Product(
                        record.getAppId(), record.getName(), record.getDomainName(), record.getProjectName()),
                record.getUpdateTime(),
                record.getBuildTime(),
                record.getAssemblyVersion(),
                record.getReleaseVersion(),
                record.getFromClient());
    }
}
