package io.maregistry.wire;

import io.maregistry.model.CheckState;
import io.maregistry.model.HealthCheck;
import io.maregistry.model.Status;
import io.maregistry.proto.v1.CheckStateRecord;
import io.maregistry.proto.v1.CheckTypeRecord;
import io.maregistry.proto.v1.HealthCheckRecord;
import io.maregistry.proto.v1.VerdictKindRecord;

/**
 * Active checks and what they found, to and from their records. What this build does not know in a record is {@link
 * io.maregistry.error.RegistryException.Corrupted}, what breaks a rule of the model an {@link IllegalArgumentException}.
 */
public final class CheckProto {

    private CheckProto() {}

    public static HealthCheckRecord toProto(HealthCheck check) {
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

    public static HealthCheck fromProto(HealthCheckRecord record) {
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

    public static CheckStateRecord toProto(CheckState state) {
        return CheckStateRecord.newBuilder()
                .setVerdict(toProto(state.verdict()))
                .setSinceMillis(state.sinceMillis())
                .setSinceWallMillis(state.sinceWallMillis())
                .setEvidence(state.evidence())
                .setLatencyMillis(state.latencyMillis())
                .build();
    }

    public static CheckState fromProto(CheckStateRecord record) {
        Records.known(record);
        return new CheckState(
                fromProto(record.getVerdict()),
                record.getSinceMillis(),
                record.getSinceWallMillis(),
                record.getEvidence(),
                record.getLatencyMillis());
    }

    public static VerdictKindRecord toProto(CheckState.Verdict verdict) {
        return switch (verdict) {
            case GOOD -> VerdictKindRecord.VERDICT_KIND_RECORD_GOOD;
            case FAILING -> VerdictKindRecord.VERDICT_KIND_RECORD_FAILING;
        };
    }

    public static CheckState.Verdict fromProto(VerdictKindRecord record) {
        return switch (record) {
            case VERDICT_KIND_RECORD_GOOD -> CheckState.Verdict.GOOD;
            case VERDICT_KIND_RECORD_FAILING -> CheckState.Verdict.FAILING;
            case VERDICT_KIND_RECORD_UNSPECIFIED, UNRECOGNIZED ->
                throw new IllegalArgumentException("a verdict is unknown");
        };
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
}
