package io.maregistry.wire;

import io.maregistry.model.Content;
import io.maregistry.model.HealthCheck;
import io.maregistry.model.Lease;
import io.maregistry.model.Parameters;
import io.maregistry.model.Release;
import io.maregistry.model.Status;
import io.maregistry.proto.v1.CheckTypeRecord;
import io.maregistry.proto.v1.ContentRecord;
import io.maregistry.proto.v1.HealthCheckRecord;
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
            record.setCheck(checkRecord(content.check()));
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
                    record.hasCheck() ? check(record.getCheck()) : null,
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

    private static HealthCheckRecord checkRecord(HealthCheck check) {
        return HealthCheckRecord.newBuilder()
                .setType(toProto(check.type()))
                .setPort(check.port())
                .setPath(check.path())
                .setIntervalMillis(check.pace().intervalMillis())
                .setTimeoutMillis(check.pace().timeoutMillis())
                .setRise(check.pace().rise())
                .setFall(check.pace().fall())
                .setInitialStatus(check.initial().number())
                .setRemoveAfterMillis(check.removeAfterMillis())
                .build();
    }

    private static HealthCheck check(HealthCheckRecord record) {
        Records.known(record);
        return new HealthCheck(
                fromProto(record.getType()),
                record.getPort(),
                record.getPath(),
                new HealthCheck.Pace(
                        record.getIntervalMillis(), record.getTimeoutMillis(), record.getRise(), record.getFall()),
                Status.ofNumber(record.getInitialStatus()),
                record.getRemoveAfterMillis());
    }

    public static CheckTypeRecord toProto(HealthCheck.Type type) {
        return switch (type) {
            case HTTP -> CheckTypeRecord.CHECK_TYPE_RECORD_HTTP;
            case HTTPS -> CheckTypeRecord.CHECK_TYPE_RECORD_HTTPS;
            case TCP -> CheckTypeRecord.CHECK_TYPE_RECORD_TCP;
            case GRPC -> CheckTypeRecord.CHECK_TYPE_RECORD_GRPC;
            case WS -> CheckTypeRecord.CHECK_TYPE_RECORD_WS;
            case WSS -> CheckTypeRecord.CHECK_TYPE_RECORD_WSS;
        };
    }

    /** Throws {@link IllegalArgumentException} where this build does not know the type. */
    public static HealthCheck.Type fromProto(CheckTypeRecord record) {
        return switch (record) {
            case CHECK_TYPE_RECORD_HTTP -> HealthCheck.Type.HTTP;
            case CHECK_TYPE_RECORD_HTTPS -> HealthCheck.Type.HTTPS;
            case CHECK_TYPE_RECORD_TCP -> HealthCheck.Type.TCP;
            case CHECK_TYPE_RECORD_GRPC -> HealthCheck.Type.GRPC;
            case CHECK_TYPE_RECORD_WS -> HealthCheck.Type.WS;
            case CHECK_TYPE_RECORD_WSS -> HealthCheck.Type.WSS;
            case CHECK_TYPE_RECORD_UNSPECIFIED, UNRECOGNIZED ->
                throw new IllegalArgumentException("check.type is unknown");
        };
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
