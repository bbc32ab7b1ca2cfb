package io.maregistry.server.raft;

import io.maregistry.model.CheckPatch;
import io.maregistry.model.Edit;
import io.maregistry.model.HealthCheck;
import io.maregistry.model.InstancePatch;
import io.maregistry.model.Parameters;
import io.maregistry.model.ParametersPatch;
import io.maregistry.model.Rules;
import io.maregistry.model.ServiceName;
import io.maregistry.model.ServicePatch;
import io.maregistry.model.Status;
import io.maregistry.proto.v1.CheckPatchRecord;
import io.maregistry.proto.v1.ParametersPatchRecord;
import io.maregistry.proto.v1.PatchInstanceRecord;
import io.maregistry.proto.v1.PatchServiceRecord;
import io.maregistry.proto.v1.PatchedFieldRecord;
import io.maregistry.proto.v1.RulesRecord;
import io.maregistry.server.state.PatchInstance;
import io.maregistry.server.state.PatchService;
import io.maregistry.server.state.ServiceRules;
import io.maregistry.wire.CheckProto;
import io.maregistry.wire.ContentProto;
import io.maregistry.wire.InstanceProto;
import io.maregistry.wire.Records;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Patches, and the rules that patches leave, to and from their records. A value that stays is absent, one that is put there
 * is a field, and one that is taken away is named among the cleared ones; that both are said of one value is as bad as an
 * unknown field. As strict as {@link CommandCodec}. Stateless; any thread.
 */
final class PatchCodec {

    private PatchCodec() {}

    static PatchInstanceRecord toProto(PatchInstance command) {
        InstancePatch patch = command.patch();
        PatchInstanceRecord.Builder record = PatchInstanceRecord.newBuilder()
                .setService(command.service().key())
                .setId(InstanceProto.toProto(command.id()))
                .setMaxParameters(command.room().parameters())
                .setMaxParameterBytes(command.room().parameterBytes())
                .setMaxMetrics(command.room().metrics());
        if (command.request() != null) {
            record.setRequest(CommandCodec.requestRecord(command.request()));
        }
        if (command.onlyAtRevision() != PatchInstance.ANY_REVISION) {
            record.setOnlyAtRevision(command.onlyAtRevision());
        }
        Cleared cleared = new Cleared();
        cleared.write(patch.enabled(), PatchedFieldRecord.PATCHED_FIELD_RECORD_ENABLED, record::setEnabled);
        cleared.write(patch.weight(), PatchedFieldRecord.PATCHED_FIELD_RECORD_WEIGHT, record::setWeight);
        cleared.write(
                patch.status(),
                PatchedFieldRecord.PATCHED_FIELD_RECORD_STATUS,
                status -> record.setStatus(status.number()));
        cleared.write(patch.ttlMillis(), PatchedFieldRecord.PATCHED_FIELD_RECORD_TTL, record::setTtlMillis);
        cleared.write(
                patch.check(),
                PatchedFieldRecord.PATCHED_FIELD_RECORD_CHECK,
                check -> record.setCheck(checkRecord(check)));
        if (!patch.parameters().equals(ParametersPatch.NONE)) {
            record.setParameters(parametersRecord(patch.parameters()));
        }
        if (!patch.metrics().equals(ParametersPatch.NONE)) {
            record.setMetrics(parametersRecord(patch.metrics()));
        }
        return record.addAllCleared(cleared.fields).build();
    }

    static PatchInstance fromProto(PatchInstanceRecord record) {
        Records.known(record);
        Records.require(record.hasId(), record, "id");
        Cleared cleared = Cleared.of(record.getClearedList());
        InstancePatch patch = new InstancePatch(
                cleared.read(PatchedFieldRecord.PATCHED_FIELD_RECORD_ENABLED, record.hasEnabled(), record.getEnabled()),
                cleared.read(PatchedFieldRecord.PATCHED_FIELD_RECORD_WEIGHT, record.hasWeight(), record.getWeight()),
                cleared.read(
                        PatchedFieldRecord.PATCHED_FIELD_RECORD_STATUS,
                        record.hasStatus(),
                        Status.ofNumber(record.getStatus())),
                record.hasParameters() ? parameters(record.getParameters()) : ParametersPatch.NONE,
                cleared.read(PatchedFieldRecord.PATCHED_FIELD_RECORD_TTL, record.hasTtlMillis(), record.getTtlMillis()),
                record.hasCheck()
                        ? Edit.to(check(record.getCheck()))
                        : cleared.absent(PatchedFieldRecord.PATCHED_FIELD_RECORD_CHECK),
                record.hasMetrics() ? parameters(record.getMetrics()) : ParametersPatch.NONE);
        cleared.end();
        return new PatchInstance(
                record.hasRequest() ? CommandCodec.request(record.getRequest()) : null,
                ServiceName.ofKey(record.getService()),
                InstanceProto.fromProto(record.getId()),
                record.hasOnlyAtRevision() ? record.getOnlyAtRevision() : PatchInstance.ANY_REVISION,
                patch,
                new PatchInstance.Room(
                        record.getMaxParameters(), record.getMaxParameterBytes(), record.getMaxMetrics()));
    }

    static PatchServiceRecord toProto(PatchService command) {
        ServicePatch patch = command.patch();
        PatchServiceRecord.Builder record = PatchServiceRecord.newBuilder()
                .setService(command.service().key())
                .setMaxParameters(command.room().parameters())
                .setMaxParameterBytes(command.room().parameterBytes());
        if (command.request() != null) {
            record.setRequest(CommandCodec.requestRecord(command.request()));
        }
        if (command.onlyAtRevision() != PatchInstance.ANY_REVISION) {
            record.setOnlyAtRevision(command.onlyAtRevision());
        }
        Cleared cleared = new Cleared();
        cleared.write(patch.ttlMillis(), PatchedFieldRecord.PATCHED_FIELD_RECORD_TTL, record::setTtlMillis);
        cleared.write(
                patch.ratioPerMille(),
                PatchedFieldRecord.PATCHED_FIELD_RECORD_PROTECTION_RATIO,
                record::setProtectionRatioPerMille);
        if (!patch.metadata().equals(ParametersPatch.NONE)) {
            record.setMetadata(parametersRecord(patch.metadata()));
        }
        return record.addAllCleared(cleared.fields).build();
    }

    static PatchService fromProto(PatchServiceRecord record) {
        Records.known(record);
        Cleared cleared = Cleared.of(record.getClearedList());
        ServicePatch patch = new ServicePatch(
                record.hasMetadata() ? parameters(record.getMetadata()) : ParametersPatch.NONE,
                cleared.read(PatchedFieldRecord.PATCHED_FIELD_RECORD_TTL, record.hasTtlMillis(), record.getTtlMillis()),
                cleared.read(
                        PatchedFieldRecord.PATCHED_FIELD_RECORD_PROTECTION_RATIO,
                        record.hasProtectionRatioPerMille(),
                        record.getProtectionRatioPerMille()));
        cleared.end();
        return new PatchService(
                record.hasRequest() ? CommandCodec.request(record.getRequest()) : null,
                ServiceName.ofKey(record.getService()),
                record.hasOnlyAtRevision() ? record.getOnlyAtRevision() : PatchInstance.ANY_REVISION,
                patch,
                new PatchInstance.Room(record.getMaxParameters(), record.getMaxParameterBytes()));
    }

    static RulesRecord toProto(ServiceRules ruled) {
        RulesRecord.Builder record = RulesRecord.newBuilder()
                .setService(ruled.key())
                .addAllMetadata(ContentProto.toProto(ruled.rules().metadata()))
                .setRevision(ruled.revision());
        if (ruled.rules().ttlMillis() != Rules.UNSET) {
            record.setTtlMillis(ruled.rules().ttlMillis());
        }
        if (ruled.rules().ratioPerMille() != Rules.UNSET) {
            record.setProtectionRatioPerMille(ruled.rules().ratioPerMille());
        }
        return record.build();
    }

    static ServiceRules fromProto(RulesRecord record) {
        Records.known(record);
        Rules rules = new Rules(
                ContentProto.parameters(record.getMetadataList()),
                record.hasTtlMillis() ? record.getTtlMillis() : Rules.UNSET,
                record.hasProtectionRatioPerMille() ? record.getProtectionRatioPerMille() : Rules.UNSET);
        return new ServiceRules(ServiceName.ofKey(record.getService()), rules, record.getRevision());
    }

    private static ParametersPatchRecord parametersRecord(ParametersPatch patch) {
        return ParametersPatchRecord.newBuilder()
                .setClears(patch.clears())
                .addAllSet(ContentProto.toProto(patch.set()))
                .addAllRemoved(patch.removed())
                .build();
    }

    private static ParametersPatch parameters(ParametersPatchRecord record) {
        Records.known(record);
        Parameters set = ContentProto.parameters(record.getSetList());
        return new ParametersPatch(record.getClears(), set, record.getRemovedList());
    }

    private static CheckPatchRecord checkRecord(CheckPatch patch) {
        CheckPatchRecord.Builder record = CheckPatchRecord.newBuilder();
        Cleared cleared = new Cleared();
        cleared.write(
                patch.type(),
                PatchedFieldRecord.PATCHED_FIELD_RECORD_CHECK_TYPE,
                type -> record.setType(CheckProto.toProto(type)));
        cleared.write(patch.port(), PatchedFieldRecord.PATCHED_FIELD_RECORD_CHECK_PORT, record::setPort);
        cleared.write(patch.path(), PatchedFieldRecord.PATCHED_FIELD_RECORD_CHECK_PATH, record::setPath);
        cleared.write(
                patch.intervalMillis(),
                PatchedFieldRecord.PATCHED_FIELD_RECORD_CHECK_INTERVAL,
                record::setIntervalMillis);
        cleared.write(
                patch.timeoutMillis(), PatchedFieldRecord.PATCHED_FIELD_RECORD_CHECK_TIMEOUT, record::setTimeoutMillis);
        cleared.write(patch.rise(), PatchedFieldRecord.PATCHED_FIELD_RECORD_CHECK_RISE, record::setRise);
        cleared.write(patch.fall(), PatchedFieldRecord.PATCHED_FIELD_RECORD_CHECK_FALL, record::setFall);
        cleared.write(
                patch.initial(),
                PatchedFieldRecord.PATCHED_FIELD_RECORD_CHECK_INITIAL,
                status -> record.setInitialStatus(status.number()));
        cleared.write(
                patch.removeAfterMillis(),
                PatchedFieldRecord.PATCHED_FIELD_RECORD_CHECK_REMOVE_AFTER,
                record::setRemoveAfterMillis);
        return record.addAllCleared(cleared.fields).build();
    }

    private static CheckPatch check(CheckPatchRecord record) {
        Records.known(record);
        Cleared cleared = Cleared.of(record.getClearedList());
        CheckPatch patch = new CheckPatch(
                record.hasType()
                        ? Edit.<HealthCheck.Type>to(CheckProto.fromProto(record.getType()))
                        : cleared.absent(PatchedFieldRecord.PATCHED_FIELD_RECORD_CHECK_TYPE),
                cleared.read(PatchedFieldRecord.PATCHED_FIELD_RECORD_CHECK_PORT, record.hasPort(), record.getPort()),
                cleared.read(PatchedFieldRecord.PATCHED_FIELD_RECORD_CHECK_PATH, record.hasPath(), record.getPath()),
                cleared.read(
                        PatchedFieldRecord.PATCHED_FIELD_RECORD_CHECK_INTERVAL,
                        record.hasIntervalMillis(),
                        record.getIntervalMillis()),
                cleared.read(
                        PatchedFieldRecord.PATCHED_FIELD_RECORD_CHECK_TIMEOUT,
                        record.hasTimeoutMillis(),
                        record.getTimeoutMillis()),
                cleared.read(PatchedFieldRecord.PATCHED_FIELD_RECORD_CHECK_RISE, record.hasRise(), record.getRise()),
                cleared.read(PatchedFieldRecord.PATCHED_FIELD_RECORD_CHECK_FALL, record.hasFall(), record.getFall()),
                cleared.read(
                        PatchedFieldRecord.PATCHED_FIELD_RECORD_CHECK_INITIAL,
                        record.hasInitialStatus(),
                        Status.ofNumber(record.getInitialStatus())),
                cleared.read(
                        PatchedFieldRecord.PATCHED_FIELD_RECORD_CHECK_REMOVE_AFTER,
                        record.hasRemoveAfterMillis(),
                        record.getRemoveAfterMillis()));
        cleared.end();
        return patch;
    }

    /** The values that a record takes away; each is asked for once. */
    private static final class Cleared {
        private final Set<PatchedFieldRecord> fields = EnumSet.noneOf(PatchedFieldRecord.class);

        static Cleared of(List<PatchedFieldRecord> named) {
            Cleared cleared = new Cleared();
            for (PatchedFieldRecord field : named) {
                if (field == PatchedFieldRecord.UNRECOGNIZED || !cleared.fields.add(field)) {
                    throw new IllegalArgumentException("a cleared value is unknown, or there twice");
                }
            }
            return cleared;
        }

        <T> void write(Edit<T> edit, PatchedFieldRecord field, Consumer<T> setter) {
            if (edit instanceof Edit.To<T> to) {
                setter.accept(to.value());
            } else if (edit instanceof Edit.Clear<T>) {
                fields.add(field);
            }
        }

        <T> Edit<T> read(PatchedFieldRecord field, boolean isThere, T value) {
            return isThere ? Edit.to(value) : absent(field);
        }

        <T> Edit<T> absent(PatchedFieldRecord field) {
            return fields.remove(field) ? Edit.clear() : Edit.keep();
        }

        /** Throws where something is left that nobody asked for. */
        void end() {
            if (!fields.isEmpty()) {
                throw new IllegalArgumentException(
                        "cleared holds what cannot be cleared here: " + new ArrayList<>(fields));
            }
        }
    }
}
