package io.maregistry.server.raft;

import io.maregistry.error.RegistryException;
import io.maregistry.model.ServiceName;
import io.maregistry.proto.v1.ClearedRecord;
import io.maregistry.proto.v1.DoneRecord;
import io.maregistry.proto.v1.DrainedRecord;
import io.maregistry.proto.v1.ExpiredRecord;
import io.maregistry.proto.v1.OutcomeRecord;
import io.maregistry.proto.v1.PatchedRecord;
import io.maregistry.proto.v1.RegisteredKindRecord;
import io.maregistry.proto.v1.RegisteredRecord;
import io.maregistry.proto.v1.RejectedRecord;
import io.maregistry.proto.v1.RejectionReasonRecord;
import io.maregistry.proto.v1.RenewedRecord;
import io.maregistry.proto.v1.RestoredRecord;
import io.maregistry.proto.v1.ServiceKeysRecord;
import io.maregistry.proto.v1.UnregisteredRecord;
import io.maregistry.server.state.Outcome;
import io.maregistry.wire.InstanceProto;
import io.maregistry.wire.Records;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Outcomes to and from their records, as a leader answers a forward. A record that this build cannot fully read is {@link
 * RegistryException.Corrupted}; the command was committed all the same. Stateless; any thread.
 */
final class OutcomeCodec {

    private static final long NO_GENERATION = -1;

    private OutcomeCodec() {}

    static OutcomeRecord toProto(Outcome outcome) {
        OutcomeRecord.Builder record = OutcomeRecord.newBuilder().setRevision(outcome.revision());
        if (outcome instanceof Outcome.Registered registered) {
            record.setRegistered(RegisteredRecord.newBuilder()
                    .setKind(kindRecord(registered.kind()))
                    .setInstance(InstanceProto.toProto(registered.instance())));
        } else if (outcome instanceof Outcome.Unregistered unregistered) {
            UnregisteredRecord.Builder gone = UnregisteredRecord.newBuilder();
            unregistered.removed().map(InstanceProto::toProto).ifPresent(gone::setRemoved);
            record.setUnregistered(gone);
        } else if (outcome instanceof Outcome.Patched patched) {
            PatchedRecord.Builder now = PatchedRecord.newBuilder().setChanged(patched.changed());
            patched.instance().map(InstanceProto::toProto).ifPresent(now::setInstance);
            record.setPatched(now);
        } else if (outcome instanceof Outcome.ConfigWritten written) {
            record.setConfigWritten(ConfigCodec.toProto(written));
        } else if (outcome instanceof Outcome.Namespaced namespaced) {
            record.setNamespaced(NamespaceCodec.toProto(namespaced));
        } else if (outcome instanceof Outcome.Cleared cleared) {
            record.setCleared(ClearedRecord.newBuilder().setInstances(cleared.instances()));
        } else if (outcome instanceof Outcome.Drained drained) {
            DrainedRecord.Builder now = DrainedRecord.newBuilder().setChanged(drained.changed());
            drained.absent().forEach(id -> now.addAbsent(InstanceProto.toProto(id)));
            record.setDrained(now);
        } else if (outcome instanceof Outcome.Renewed renewed) {
            record.setRenewed(renewedRecord(renewed));
        } else if (outcome instanceof Outcome.Expired expired) {
            record.setExpired(ExpiredRecord.newBuilder()
                    .setRemoved(expired.removed())
                    .setOffline(expired.offline())
                    .setHeld(expired.held()));
        } else if (outcome instanceof Outcome.Done) {
            record.setDone(DoneRecord.getDefaultInstance());
        } else if (outcome instanceof Outcome.Restored restored) {
            record.setRestored(RestoredRecord.newBuilder()
                    .setChanged(restored.changed())
                    .setServices(restored.services())
                    .setInstances(restored.instances()));
        } else if (outcome instanceof Outcome.Rejected rejected) {
            record.setRejected(rejectedRecord(rejected));
        } else {
            throw new IllegalStateException(
                    "no record for " + outcome.getClass().getSimpleName());
        }
        return record.build();
    }

    static Outcome fromProto(OutcomeRecord record) {
        Records.known(record);
        long revision = record.getRevision();
        try {
            return switch (record.getKindCase()) {
                case REGISTERED -> registered(revision, record.getRegistered());
                case UNREGISTERED -> unregistered(revision, record.getUnregistered());
                case PATCHED -> patched(revision, record.getPatched());
                case CONFIG_WRITTEN -> ConfigCodec.fromProto(revision, record.getConfigWritten());
                case NAMESPACED -> NamespaceCodec.fromProto(revision, record.getNamespaced());
                case CLEARED -> cleared(revision, record.getCleared());
                case DRAINED -> drained(revision, record.getDrained());
                case RENEWED -> renewed(revision, record.getRenewed());
                case EXPIRED -> expired(revision, record.getExpired());
                case DONE -> done(revision, record.getDone());
                case RESTORED -> restored(revision, record.getRestored());
                case REJECTED -> rejected(revision, record.getRejected());
                case KIND_NOT_SET -> throw new RegistryException.Corrupted("an outcome of no kind");
            };
        } catch (IllegalArgumentException rule) {
            throw Records.unlawful(record, rule);
        }
    }

    private static Outcome registered(long revision, RegisteredRecord record) {
        Records.known(record);
        Records.require(record.hasInstance(), record, "instance");
        return new Outcome.Registered(revision, kind(record), InstanceProto.fromProto(record.getInstance()));
    }

    private static Outcome unregistered(long revision, UnregisteredRecord record) {
        Records.known(record);
        return new Outcome.Unregistered(
                revision,
                record.hasRemoved() ? Optional.of(InstanceProto.fromProto(record.getRemoved())) : Optional.empty());
    }

    private static Outcome patched(long revision, PatchedRecord record) {
        Records.known(record);
        return new Outcome.Patched(
                revision,
                record.getChanged(),
                record.hasInstance() ? Optional.of(InstanceProto.fromProto(record.getInstance())) : Optional.empty());
    }

    private static Outcome cleared(long revision, ClearedRecord record) {
        Records.known(record);
        return new Outcome.Cleared(revision, record.getInstances());
    }

    private static Outcome drained(long revision, DrainedRecord record) {
        Records.known(record);
        return new Outcome.Drained(
                revision,
                record.getChanged(),
                record.getAbsentList().stream().map(InstanceProto::fromProto).toList());
    }

    private static RenewedRecord renewedRecord(Outcome.Renewed renewed) {
        RenewedRecord.Builder record = RenewedRecord.newBuilder().addAllUnknownHandles(renewed.unknownHandles());
        for (List<ServiceName> unknown : renewed.unknownNamed()) {
            ServiceKeysRecord.Builder keys = ServiceKeysRecord.newBuilder();
            unknown.forEach(service -> keys.addServices(service.key()));
            record.addUnknownNamed(keys);
        }
        return record.addAllOutdated(renewed.outdated()).build();
    }

    private static Outcome renewed(long revision, RenewedRecord record) {
        Records.known(record);
        List<List<ServiceName>> unknownNamed = new ArrayList<>(record.getUnknownNamedCount());
        for (ServiceKeysRecord keys : record.getUnknownNamedList()) {
            Records.known(keys);
            unknownNamed.add(
                    keys.getServicesList().stream().map(ServiceName::ofKey).toList());
        }
        return new Outcome.Renewed(revision, record.getUnknownHandlesList(), unknownNamed, record.getOutdatedList());
    }

    private static Outcome expired(long revision, ExpiredRecord record) {
        Records.known(record);
        return new Outcome.Expired(revision, record.getRemoved(), record.getOffline(), record.getHeld());
    }

    private static Outcome done(long revision, DoneRecord record) {
        Records.known(record);
        return new Outcome.Done(revision);
    }

    private static Outcome restored(long revision, RestoredRecord record) {
        Records.known(record);
        return new Outcome.Restored(revision, record.getChanged(), record.getServices(), record.getInstances());
    }

    private static RejectedRecord rejectedRecord(Outcome.Rejected rejected) {
        RejectedRecord.Builder record = RejectedRecord.newBuilder()
                .setReason(reasonRecord(rejected.reason()))
                .setMessage(rejected.message());
        if (rejected.generation() != NO_GENERATION) {
            record.setGeneration(rejected.generation());
        }
        return record.build();
    }

    private static Outcome rejected(long revision, RejectedRecord record) {
        Records.known(record);
        return new Outcome.Rejected(
                revision,
                reason(record),
                record.getMessage(),
                record.hasGeneration() ? record.getGeneration() : NO_GENERATION);
    }

    private static RegisteredKindRecord kindRecord(Outcome.Registered.Kind kind) {
        return switch (kind) {
            case ADDED -> RegisteredKindRecord.REGISTERED_KIND_RECORD_ADDED;
            case REPLACED -> RegisteredKindRecord.REGISTERED_KIND_RECORD_REPLACED;
            case SAME -> RegisteredKindRecord.REGISTERED_KIND_RECORD_SAME;
        };
    }

    private static Outcome.Registered.Kind kind(RegisteredRecord record) {
        return switch (record.getKind()) {
            case REGISTERED_KIND_RECORD_ADDED -> Outcome.Registered.Kind.ADDED;
            case REGISTERED_KIND_RECORD_REPLACED -> Outcome.Registered.Kind.REPLACED;
            case REGISTERED_KIND_RECORD_SAME -> Outcome.Registered.Kind.SAME;
            case REGISTERED_KIND_RECORD_UNSPECIFIED, UNRECOGNIZED ->
                throw new IllegalArgumentException("kind has the unknown number " + record.getKindValue());
        };
    }

    private static RejectionReasonRecord reasonRecord(Outcome.Rejected.Reason reason) {
        return switch (reason) {
            case STALE_GENERATION -> RejectionReasonRecord.REJECTION_REASON_RECORD_STALE_GENERATION;
            case QUOTA_EXCEEDED -> RejectionReasonRecord.REJECTION_REASON_RECORD_QUOTA_EXCEEDED;
            case RESTORE_RUNNING -> RejectionReasonRecord.REJECTION_REASON_RECORD_RESTORE_RUNNING;
            case NO_SUCH_RESTORE -> RejectionReasonRecord.REJECTION_REASON_RECORD_NO_SUCH_RESTORE;
            case INVALID_RESTORE -> RejectionReasonRecord.REJECTION_REASON_RECORD_INVALID_RESTORE;
            case REVISION_MISMATCH -> RejectionReasonRecord.REJECTION_REASON_RECORD_REVISION_MISMATCH;
            case NO_SUCH_INSTANCE -> RejectionReasonRecord.REJECTION_REASON_RECORD_NO_SUCH_INSTANCE;
            case INVALID_PATCH -> RejectionReasonRecord.REJECTION_REASON_RECORD_INVALID_PATCH;
            case NO_SUCH_CONFIG -> RejectionReasonRecord.REJECTION_REASON_RECORD_NO_SUCH_CONFIG;
            case COMPACTED -> RejectionReasonRecord.REJECTION_REASON_RECORD_COMPACTED;
            case NO_SUCH_NAMESPACE -> RejectionReasonRecord.REJECTION_REASON_RECORD_NO_SUCH_NAMESPACE;
            case NOT_EMPTY -> RejectionReasonRecord.REJECTION_REASON_RECORD_NOT_EMPTY;
            case FORGOTTEN -> RejectionReasonRecord.REJECTION_REASON_RECORD_FORGOTTEN;
        };
    }

    private static Outcome.Rejected.Reason reason(RejectedRecord record) {
        return switch (record.getReason()) {
            case REJECTION_REASON_RECORD_STALE_GENERATION -> Outcome.Rejected.Reason.STALE_GENERATION;
            case REJECTION_REASON_RECORD_QUOTA_EXCEEDED -> Outcome.Rejected.Reason.QUOTA_EXCEEDED;
            case REJECTION_REASON_RECORD_RESTORE_RUNNING -> Outcome.Rejected.Reason.RESTORE_RUNNING;
            case REJECTION_REASON_RECORD_NO_SUCH_RESTORE -> Outcome.Rejected.Reason.NO_SUCH_RESTORE;
            case REJECTION_REASON_RECORD_INVALID_RESTORE -> Outcome.Rejected.Reason.INVALID_RESTORE;
            case REJECTION_REASON_RECORD_REVISION_MISMATCH -> Outcome.Rejected.Reason.REVISION_MISMATCH;
            case REJECTION_REASON_RECORD_NO_SUCH_INSTANCE -> Outcome.Rejected.Reason.NO_SUCH_INSTANCE;
            case REJECTION_REASON_RECORD_INVALID_PATCH -> Outcome.Rejected.Reason.INVALID_PATCH;
            case REJECTION_REASON_RECORD_NO_SUCH_CONFIG -> Outcome.Rejected.Reason.NO_SUCH_CONFIG;
            case REJECTION_REASON_RECORD_COMPACTED -> Outcome.Rejected.Reason.COMPACTED;
            case REJECTION_REASON_RECORD_NO_SUCH_NAMESPACE -> Outcome.Rejected.Reason.NO_SUCH_NAMESPACE;
            case REJECTION_REASON_RECORD_NOT_EMPTY -> Outcome.Rejected.Reason.NOT_EMPTY;
            case REJECTION_REASON_RECORD_FORGOTTEN -> Outcome.Rejected.Reason.FORGOTTEN;
            case REJECTION_REASON_RECORD_UNSPECIFIED, UNRECOGNIZED ->
                throw new IllegalArgumentException("reason has the unknown number " + record.getReasonValue());
        };
    }
}
