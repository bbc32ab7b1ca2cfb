package io.maregistry.server.raft;

import io.maregistry.model.ConfigName;
import io.maregistry.model.RequestId;
import io.maregistry.proto.v1.ConfigTextRecord;
import io.maregistry.proto.v1.ConfigWrittenKindRecord;
import io.maregistry.proto.v1.ConfigWrittenRecord;
import io.maregistry.proto.v1.PutConfigRecord;
import io.maregistry.proto.v1.RemoveConfigRecord;
import io.maregistry.proto.v1.StagedConfigRecord;
import io.maregistry.server.state.Command;
import io.maregistry.server.state.ConfigText;
import io.maregistry.server.state.ConfigVersion;
import io.maregistry.server.state.Outcome;
import io.maregistry.server.state.PutConfig;
import io.maregistry.server.state.RemoveConfig;
import io.maregistry.server.state.RollbackConfig;
import io.maregistry.server.state.StagedConfig;
import io.maregistry.wire.Records;
import org.jspecify.annotations.Nullable;

/** Writes of configuration items and what came of them to and from their records. Stateless; any thread. */
final class ConfigCodec {

    private ConfigCodec() {}

    static PutConfigRecord toProto(PutConfig put) {
        return record(put.request(), put.name(), put.expected())
                .setContent(textRecord(put.content()))
                .build();
    }

    static PutConfigRecord toProto(RollbackConfig rollback) {
        return record(rollback.request(), rollback.name(), rollback.expected())
                .setRollbackTo(rollback.revision())
                .build();
    }

    private static PutConfigRecord.Builder record(@Nullable RequestId request, ConfigName name, long expected) {
        PutConfigRecord.Builder record = PutConfigRecord.newBuilder().setConfig(name.key());
        if (request != null) {
            record.setRequest(CommandCodec.requestRecord(request));
        }
        if (expected != PutConfig.ANY_REVISION) {
            record.setExpected(expected);
        }
        return record;
    }

    static Command fromProto(PutConfigRecord record) {
        Records.known(record);
        if (record.hasContent() == record.hasRollbackTo()) {
            throw new IllegalArgumentException("either a text or a version to roll back to is needed");
        }
        RequestId request = record.hasRequest() ? CommandCodec.request(record.getRequest()) : null;
        ConfigName name = ConfigName.ofKey(record.getConfig());
        long expected = record.hasExpected() ? record.getExpected() : PutConfig.ANY_REVISION;
        return record.hasContent()
                ? new PutConfig(request, name, text(record.getContent()), expected)
                : new RollbackConfig(request, name, record.getRollbackTo(), expected);
    }

    static RemoveConfigRecord toProto(RemoveConfig remove) {
        RemoveConfigRecord.Builder record =
                RemoveConfigRecord.newBuilder().setConfig(remove.name().key());
        if (remove.request() != null) {
            record.setRequest(CommandCodec.requestRecord(remove.request()));
        }
        if (remove.expected() != PutConfig.ANY_REVISION) {
            record.setExpected(remove.expected());
        }
        return record.build();
    }

    static RemoveConfig fromProto(RemoveConfigRecord record) {
        Records.known(record);
        return new RemoveConfig(
                record.hasRequest() ? CommandCodec.request(record.getRequest()) : null,
                ConfigName.ofKey(record.getConfig()),
                record.hasExpected() ? record.getExpected() : PutConfig.ANY_REVISION);
    }

    static StagedConfigRecord toProto(StagedConfig staged) {
        ConfigVersion version = staged.version();
        StagedConfigRecord.Builder record = StagedConfigRecord.newBuilder()
                .setConfig(staged.name().key())
                .setRevision(version.revision())
                .setAtMillis(version.atMillis());
        if (version.content() != null) {
            record.setContent(textRecord(version.content()));
        }
        return record.build();
    }

    static StagedConfig fromProto(StagedConfigRecord record) {
        Records.known(record);
        return new StagedConfig(
                ConfigName.ofKey(record.getConfig()),
                new ConfigVersion(
                        record.getRevision(),
                        record.getAtMillis(),
                        record.hasContent() ? text(record.getContent()) : null));
    }

    static ConfigWrittenRecord toProto(Outcome.ConfigWritten written) {
        return ConfigWrittenRecord.newBuilder()
                .setKind(
                        switch (written.kind()) {
                            case PUBLISHED -> ConfigWrittenKindRecord.CONFIG_WRITTEN_KIND_RECORD_PUBLISHED;
                            case SAME -> ConfigWrittenKindRecord.CONFIG_WRITTEN_KIND_RECORD_SAME;
                            case REMOVED -> ConfigWrittenKindRecord.CONFIG_WRITTEN_KIND_RECORD_REMOVED;
                            case ABSENT -> ConfigWrittenKindRecord.CONFIG_WRITTEN_KIND_RECORD_ABSENT;
                        })
                .build();
    }

    static Outcome fromProto(long revision, ConfigWrittenRecord record) {
        Records.known(record);
        return new Outcome.ConfigWritten(
                revision,
                switch (record.getKind()) {
                    case CONFIG_WRITTEN_KIND_RECORD_PUBLISHED -> Outcome.ConfigWritten.Kind.PUBLISHED;
                    case CONFIG_WRITTEN_KIND_RECORD_SAME -> Outcome.ConfigWritten.Kind.SAME;
                    case CONFIG_WRITTEN_KIND_RECORD_REMOVED -> Outcome.ConfigWritten.Kind.REMOVED;
                    case CONFIG_WRITTEN_KIND_RECORD_ABSENT -> Outcome.ConfigWritten.Kind.ABSENT;
                    case CONFIG_WRITTEN_KIND_RECORD_UNSPECIFIED, UNRECOGNIZED ->
                        throw new IllegalArgumentException("kind has the unknown number " + record.getKindValue());
                });
    }

    private static ConfigTextRecord textRecord(ConfigText content) {
        return ConfigTextRecord.newBuilder()
                .setContentType(content.contentType())
                .setText(content.text())
                .build();
    }

    private static ConfigText text(ConfigTextRecord record) {
        Records.known(record);
        return new ConfigText(record.getContentType(), record.getText());
    }
}
