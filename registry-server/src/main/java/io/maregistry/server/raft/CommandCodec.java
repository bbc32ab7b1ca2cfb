package io.maregistry.server.raft;

import com.google.protobuf.CodedOutputStream;
import io.maregistry.error.RegistryException;
import io.maregistry.model.Content;
import io.maregistry.model.InstanceId;
import io.maregistry.model.RequestId;
import io.maregistry.model.ServiceName;
import io.maregistry.proto.v1.BeginLineageRecord;
import io.maregistry.proto.v1.BirthRecord;
import io.maregistry.proto.v1.CommandRecord;
import io.maregistry.proto.v1.DrainRecord;
import io.maregistry.proto.v1.ExpireRecord;
import io.maregistry.proto.v1.RegisterRecord;
import io.maregistry.proto.v1.RequestIdRecord;
import io.maregistry.proto.v1.SettingsRecord;
import io.maregistry.proto.v1.UnregisterAllRecord;
import io.maregistry.proto.v1.UnregisterRecord;
import io.maregistry.server.state.Announce;
import io.maregistry.server.state.BeginLineage;
import io.maregistry.server.state.Birth;
import io.maregistry.server.state.CheckVerdicts;
import io.maregistry.server.state.Command;
import io.maregistry.server.state.Configure;
import io.maregistry.server.state.DeleteNamespace;
import io.maregistry.server.state.Drain;
import io.maregistry.server.state.Expire;
import io.maregistry.server.state.PatchInstance;
import io.maregistry.server.state.PatchService;
import io.maregistry.server.state.PutConfig;
import io.maregistry.server.state.PutNamespace;
import io.maregistry.server.state.Register;
import io.maregistry.server.state.RemoveConfig;
import io.maregistry.server.state.RestoreAbort;
import io.maregistry.server.state.RestoreBegin;
import io.maregistry.server.state.RestoreChunk;
import io.maregistry.server.state.RestoreCommit;
import io.maregistry.server.state.RollbackConfig;
import io.maregistry.server.state.SetRouting;
import io.maregistry.server.state.Settings;
import io.maregistry.server.state.Tick;
import io.maregistry.server.state.Unregister;
import io.maregistry.server.state.UnregisterAll;
import io.maregistry.wire.ContentProto;
import io.maregistry.wire.InstanceProto;
import io.maregistry.wire.MemberProto;
import io.maregistry.wire.Records;
import java.util.ArrayList;
import java.util.List;

/**
 * Commands to and from their records, as they stand in entries and travel in forwards. As strict as {@link EntryCodec};
 * who takes records from another node answers {@link RegistryException.Corrupted} with a refusal, since there it says that
 * the other node is newer, not that anything stored is broken. Stateless; any thread.
 */
final class CommandCodec {

    private CommandCodec() {}

    /** How many bytes the command takes in an entry, the frame around it included. */
    static int size(CommandRecord record) {
        int bytes = record.getSerializedSize(); // computed once per record
        return 1 + CodedOutputStream.computeUInt32SizeNoTag(bytes) + bytes;
    }

    static CommandRecord toProto(Command command) {
        CommandRecord.Builder record = CommandRecord.newBuilder();
        if (command instanceof Tick tick) {
            record.setTick(TickCodec.toProto(tick));
        } else if (command instanceof Register register) {
            record.setRegister(registerRecord(register));
        } else if (command instanceof Unregister unregister) {
            record.setUnregister(unregisterRecord(unregister));
        } else if (command instanceof PatchInstance patch) {
            record.setPatchInstance(PatchCodec.toProto(patch));
        } else if (command instanceof PatchService patch) {
            record.setPatchService(PatchCodec.toProto(patch));
        } else if (command instanceof PutConfig put) {
            record.setPutConfig(ConfigCodec.toProto(put));
        } else if (command instanceof RollbackConfig rollback) {
            record.setPutConfig(ConfigCodec.toProto(rollback));
        } else if (command instanceof RemoveConfig remove) {
            record.setRemoveConfig(ConfigCodec.toProto(remove));
        } else if (command instanceof PutNamespace put) {
            record.setPutNamespace(NamespaceCodec.toProto(put));
        } else if (command instanceof DeleteNamespace delete) {
            record.setDeleteNamespace(NamespaceCodec.toProto(delete));
        } else if (command instanceof SetRouting set) {
            record.setSetRouting(NamespaceCodec.toProto(set));
        } else if (command instanceof UnregisterAll all) {
            record.setUnregisterAll(unregisterAllRecord(all));
        } else if (command instanceof Drain drain) {
            record.setDrain(drainRecord(drain));
        } else if (command instanceof Expire expire) {
            record.setExpire(expireRecord(expire));
        } else if (command instanceof CheckVerdicts verdicts) {
            record.setCheckVerdicts(VerdictCodec.toProto(verdicts));
        } else if (command instanceof Announce announce) {
            record.setAnnounce(MemberProto.toProto(announce.member()));
        } else if (command instanceof Configure configure) {
            record.setConfigure(settingsRecord(configure.settings()));
        } else if (command instanceof Birth birth) {
            record.setBirth(
                    BirthRecord.newBuilder().setClusterId(birth.clusterId()).setLineage(birth.lineage()));
        } else if (command instanceof BeginLineage begin) {
            record.setBeginLineage(BeginLineageRecord.newBuilder().setLineage(begin.lineage()));
        } else if (command instanceof RestoreBegin begin) {
            record.setRestoreBegin(RestoreCodec.toProto(begin));
        } else if (command instanceof RestoreChunk chunk) {
            record.setRestoreChunk(RestoreCodec.toProto(chunk));
        } else if (command instanceof RestoreCommit commit) {
            record.setRestoreCommit(RestoreCodec.toProto(commit));
        } else if (command instanceof RestoreAbort abort) {
            record.setRestoreAbort(RestoreCodec.toProto(abort));
        } else {
            throw new IllegalStateException(
                    "no record for " + command.getClass().getSimpleName());
        }
        return record.build();
    }

    static Command fromProto(CommandRecord record) {
        Records.known(record);
        try {
            return switch (record.getKindCase()) {
                case TICK -> TickCodec.fromProto(record.getTick());
                case REGISTER -> register(record.getRegister());
                case UNREGISTER -> unregister(record.getUnregister());
                case PATCH_INSTANCE -> PatchCodec.fromProto(record.getPatchInstance());
                case PATCH_SERVICE -> PatchCodec.fromProto(record.getPatchService());
                case PUT_CONFIG -> ConfigCodec.fromProto(record.getPutConfig());
                case REMOVE_CONFIG -> ConfigCodec.fromProto(record.getRemoveConfig());
                case PUT_NAMESPACE -> NamespaceCodec.fromProto(record.getPutNamespace());
                case DELETE_NAMESPACE -> NamespaceCodec.fromProto(record.getDeleteNamespace());
                case SET_ROUTING -> NamespaceCodec.fromProto(record.getSetRouting());
                case UNREGISTER_ALL -> unregisterAll(record.getUnregisterAll());
                case DRAIN -> drain(record.getDrain());
                case EXPIRE -> expire(record.getExpire());
                case CHECK_VERDICTS -> VerdictCodec.fromProto(record.getCheckVerdicts());
                case ANNOUNCE -> new Announce(MemberProto.fromProto(record.getAnnounce()));
                case CONFIGURE -> new Configure(settings(record.getConfigure()));
                case BIRTH -> birth(record.getBirth());
                case BEGIN_LINEAGE -> beginLineage(record.getBeginLineage());
                case RESTORE_BEGIN -> RestoreCodec.fromProto(record.getRestoreBegin());
                case RESTORE_CHUNK -> RestoreCodec.fromProto(record.getRestoreChunk());
                case RESTORE_COMMIT -> RestoreCodec.fromProto(record.getRestoreCommit());
                case RESTORE_ABORT -> RestoreCodec.fromProto(record.getRestoreAbort());
                case KIND_NOT_SET -> throw new RegistryException.Corrupted("a command of no kind");
            };
        } catch (IllegalArgumentException rule) {
            throw Records.unlawful(record, rule);
        }
    }

    private static RegisterRecord registerRecord(Register register) {
        RegisterRecord.Builder record = RegisterRecord.newBuilder()
                .setService(register.service().key())
                .setId(InstanceProto.toProto(register.id()))
                .setContent(ContentProto.toProto(register.content()))
                .setDisabled(!register.enabled());
        if (register.request() != null) {
            record.setRequest(requestRecord(register.request()));
        }
        return record.build();
    }

    private static Register register(RegisterRecord record) {
        Records.known(record);
        Records.require(record.hasId(), record, "id");
        Records.require(record.hasContent(), record, "content");
        return new Register(
                record.hasRequest() ? request(record.getRequest()) : null,
                ServiceName.ofKey(record.getService()),
                InstanceProto.fromProto(record.getId()),
                ContentProto.fromProto(record.getContent()),
                !record.getDisabled());
    }

    private static DrainRecord drainRecord(Drain drain) {
        DrainRecord.Builder record =
                DrainRecord.newBuilder().setService(drain.service().key()).setEnds(!drain.draining());
        drain.ids().forEach(id -> record.addIds(InstanceProto.toProto(id)));
        record.addAllGenerations(drain.generations());
        if (drain.request() != null) {
            record.setRequest(requestRecord(drain.request()));
        }
        return record.build();
    }

    private static Drain drain(DrainRecord record) {
        Records.known(record);
        List<InstanceId> ids =
                record.getIdsList().stream().map(InstanceProto::fromProto).toList();
        return new Drain(
                record.hasRequest() ? request(record.getRequest()) : null,
                ServiceName.ofKey(record.getService()),
                ids,
                record.getGenerationsList(),
                !record.getEnds());
    }

    private static ExpireRecord expireRecord(Expire expire) {
        ExpireRecord.Builder record =
                ExpireRecord.newBuilder().setService(expire.service().key());
        for (Expire.Silent one : expire.silent()) {
            record.addHandles(one.handle()).addLastSeenMillis(one.lastSeenMillis());
        }
        return record.build();
    }

    private static Expire expire(ExpireRecord record) {
        Records.known(record);
        if (record.getHandlesCount() != record.getLastSeenMillisCount()) {
            throw new IllegalArgumentException("as many handles as times are needed, were " + record.getHandlesCount()
                    + " and " + record.getLastSeenMillisCount());
        }
        List<Expire.Silent> silent = new ArrayList<>(record.getHandlesCount());
        for (int at = 0; at < record.getHandlesCount(); at++) {
            silent.add(new Expire.Silent(record.getHandles(at), record.getLastSeenMillis(at)));
        }
        return new Expire(ServiceName.ofKey(record.getService()), silent);
    }

    private static UnregisterRecord unregisterRecord(Unregister unregister) {
        UnregisterRecord.Builder record = UnregisterRecord.newBuilder()
                .setService(unregister.service().key())
                .setId(InstanceProto.toProto(unregister.id()));
        if (unregister.generation() != Content.NO_GENERATION) {
            record.setGeneration(unregister.generation());
        }
        if (unregister.request() != null) {
            record.setRequest(requestRecord(unregister.request()));
        }
        return record.build();
    }

    private static Unregister unregister(UnregisterRecord record) {
        Records.known(record);
        Records.require(record.hasId(), record, "id");
        return new Unregister(
                record.hasRequest() ? request(record.getRequest()) : null,
                ServiceName.ofKey(record.getService()),
                InstanceProto.fromProto(record.getId()),
                record.hasGeneration() ? record.getGeneration() : Content.NO_GENERATION);
    }

    private static UnregisterAllRecord unregisterAllRecord(UnregisterAll all) {
        UnregisterAllRecord.Builder record = UnregisterAllRecord.newBuilder().setNamespace(all.namespace());
        if (all.request() != null) {
            record.setRequest(requestRecord(all.request()));
        }
        return record.build();
    }

    private static UnregisterAll unregisterAll(UnregisterAllRecord record) {
        Records.known(record);
        return new UnregisterAll(record.hasRequest() ? request(record.getRequest()) : null, record.getNamespace());
    }

    static RequestIdRecord requestRecord(RequestId request) {
        return RequestIdRecord.newBuilder()
                .setClientHigh(request.clientHigh())
                .setClientLow(request.clientLow())
                .setSequence(request.sequence())
                .build();
    }

    static RequestId request(RequestIdRecord record) {
        Records.known(record);
        return new RequestId(record.getClientHigh(), record.getClientLow(), record.getSequence());
    }

    private static SettingsRecord settingsRecord(Settings settings) {
        SettingsRecord.Builder record = SettingsRecord.newBuilder()
                .setDefaultTtlMillis(settings.defaultTtlMillis())
                .setOfflineGraceMillis(settings.offlineGraceMillis())
                .setProtectionRatioPerMille(settings.doubt().ratioPerMille())
                .setProtectionMin(settings.doubt().min())
                .setProtectionRatePerMille(settings.doubt().ratePerMille())
                .setProtectionHoldMillis(settings.doubt().holdMillis())
                .setRenewBumpsVersion(settings.renewBumpsVersion())
                .setMaxInstancesPerService(settings.limits().instancesPerService())
                .setMaxServices(settings.limits().services())
                .setMaxInstances(settings.limits().instances())
                .setNamespacesStrict(settings.strictNamespaces());
        if (!settings.configs().equals(Settings.ConfigLimits.DEFAULT)) {
            record.setMaxConfigs(settings.configs().items())
                    .setMaxConfigBytes(settings.configs().bytes());
        }
        return record.build();
    }

    private static Settings settings(SettingsRecord record) {
        Records.known(record);
        return new Settings(
                record.getDefaultTtlMillis(),
                record.getOfflineGraceMillis(),
                new Settings.Doubt(
                        record.getProtectionRatioPerMille(),
                        record.getProtectionMin(),
                        record.getProtectionRatePerMille(),
                        record.getProtectionHoldMillis()),
                record.getRenewBumpsVersion(),
                new Settings.Limits(
                        record.getMaxInstancesPerService(), record.getMaxServices(), record.getMaxInstances()),
                record.getNamespacesStrict(),
                record.getMaxConfigs() == 0
                        ? Settings.ConfigLimits.DEFAULT
                        : new Settings.ConfigLimits(record.getMaxConfigs(), record.getMaxConfigBytes()));
    }

    private static Birth birth(BirthRecord record) {
        Records.known(record);
        return new Birth(record.getClusterId(), record.getLineage());
    }

    private static BeginLineage beginLineage(BeginLineageRecord record) {
        Records.known(record);
        return new BeginLineage(record.getLineage());
    }
}
