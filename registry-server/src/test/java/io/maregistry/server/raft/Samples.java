package io.maregistry.server.raft;

import io.maregistry.model.CheckPatch;
import io.maregistry.model.CheckState;
import io.maregistry.model.ConfigName;
import io.maregistry.model.Content;
import io.maregistry.model.Edit;
import io.maregistry.model.HealthCheck;
import io.maregistry.model.Instance;
import io.maregistry.model.InstanceId;
import io.maregistry.model.InstancePatch;
import io.maregistry.model.Lease;
import io.maregistry.model.Member;
import io.maregistry.model.Metrics;
import io.maregistry.model.NamespacePatch;
import io.maregistry.model.Operator;
import io.maregistry.model.Parameters;
import io.maregistry.model.ParametersPatch;
import io.maregistry.model.Quota;
import io.maregistry.model.Release;
import io.maregistry.model.RenewalUpdate;
import io.maregistry.model.RequestId;
import io.maregistry.model.Routing;
import io.maregistry.model.Rules;
import io.maregistry.model.ServiceName;
import io.maregistry.model.ServicePatch;
import io.maregistry.model.Status;
import io.maregistry.model.Versions;
import io.maregistry.server.state.Announce;
import io.maregistry.server.state.BeginLineage;
import io.maregistry.server.state.Birth;
import io.maregistry.server.state.CheckVerdicts;
import io.maregistry.server.state.Command;
import io.maregistry.server.state.ConfigText;
import io.maregistry.server.state.ConfigVersion;
import io.maregistry.server.state.Configure;
import io.maregistry.server.state.DeleteNamespace;
import io.maregistry.server.state.Drain;
import io.maregistry.server.state.Entry;
import io.maregistry.server.state.Expire;
import io.maregistry.server.state.Item;
import io.maregistry.server.state.Namespace;
import io.maregistry.server.state.Outcome;
import io.maregistry.server.state.PatchInstance;
import io.maregistry.server.state.PatchService;
import io.maregistry.server.state.PutConfig;
import io.maregistry.server.state.PutNamespace;
import io.maregistry.server.state.Register;
import io.maregistry.server.state.ReleaseSpan;
import io.maregistry.server.state.RemoveConfig;
import io.maregistry.server.state.RestoreAbort;
import io.maregistry.server.state.RestoreBegin;
import io.maregistry.server.state.RestoreChunk;
import io.maregistry.server.state.RestoreCommit;
import io.maregistry.server.state.RollbackConfig;
import io.maregistry.server.state.ServiceRouting;
import io.maregistry.server.state.ServiceRules;
import io.maregistry.server.state.SetRouting;
import io.maregistry.server.state.Settings;
import io.maregistry.server.state.StagedConfig;
import io.maregistry.server.state.StagedInstance;
import io.maregistry.server.state.StagedPart;
import io.maregistry.server.state.StagedService;
import io.maregistry.server.state.Tick;
import io.maregistry.server.state.Unregister;
import io.maregistry.server.state.UnregisterAll;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Commands and outcomes of every kind, with every optional part there and not there. */
final class Samples {

    static final ServiceName SERVICE = ServiceName.of("blue", "G", "a.B");
    static final ConfigName CONFIG = ConfigName.of("blue", "G", "app.yaml");
    private static final ConfigText TEXT = new ConfigText("application/yaml", "a: \ud83d\ude00\n");
    static final InstanceId ID = new InstanceId("http", "10.0.0.1", 8080, "x");

    private static final RequestId REQUEST = new RequestId(-1, Long.MIN_VALUE, (1L << 53) - 1);
    private static final HealthCheck CHECK = new HealthCheck(
            HealthCheck.Type.WSS, 9, "/h", new HealthCheck.Pace(1_000, 100, 1, 100), Status.ERROR, 60_000);
    private static final Content CONTENT = new Content(
            Parameters.of(Map.of("zone", "z1", "env", "\ud83d\ude00", "empty", "")),
            0,
            new Lease(false, 3_000, 0),
            0,
            "second",
            CHECK,
            new Release(new Release.Product("a", "n", "d", "p"), "u", "b", "v", "r", "c"));
    private static final Operator OPERATOR = new Operator(false, true, 0, Status.RUNNING);

    static final Instance INSTANCE = new Instance(ID, CONTENT, OPERATOR, Status.OFFLINE, 1_763_700_000_000L, 41);
    static final Instance PLAIN = new Instance(ID, Content.PLAIN, Operator.NONE, Status.RUNNING, 1, 2);

    static final Instance PATCHED =
            new Instance(ID, CONTENT.withWeight(1), OPERATOR, Status.RUNNING, 1_763_700_000_000L, 42, CONTENT);

    static final Instance CHECKED = new Instance(
            ID,
            CONTENT,
            Operator.NONE,
            Status.ERROR,
            1_763_700_000_000L,
            42,
            null,
            new CheckState(CheckState.Verdict.FAILING, 7_000, 1_763_700_000_000L, "HTTP/1.1 503 \u00fc", 12));

    private static final PatchInstance.Room ROOM = new PatchInstance.Room(128, 64 << 10, 64);
    private static final InstancePatch SETTING = new InstancePatch(
            Edit.to(false),
            Edit.to(0),
            Edit.to(Status.RUNNING),
            new ParametersPatch(false, Parameters.of(Map.of("zone", "z2", "empty", "")), List.of("a", "b")),
            Edit.to(3_600_000L),
            Edit.to(new CheckPatch(
                    Edit.to(HealthCheck.Type.HTTP),
                    Edit.to(9),
                    Edit.to(""),
                    Edit.to(1_000L),
                    Edit.to(100L),
                    Edit.to(1),
                    Edit.to(100),
                    Edit.to(Status.RUNNING),
                    Edit.to(0L))),
            new ParametersPatch(false, Parameters.of(Map.of("cpu", "-45.50")), List.of("qps")));
    private static final InstancePatch CLEARING = new InstancePatch(
            Edit.clear(),
            Edit.clear(),
            Edit.clear(),
            ParametersPatch.CLEAR,
            Edit.clear(),
            Edit.to(new CheckPatch(
                    Edit.clear(),
                    Edit.clear(),
                    Edit.clear(),
                    Edit.clear(),
                    Edit.clear(),
                    Edit.clear(),
                    Edit.clear(),
                    Edit.clear(),
                    Edit.clear())),
            ParametersPatch.CLEAR);
    private static final InstancePatch ENDING =
            new InstancePatch(Edit.keep(), Edit.keep(), Edit.keep(), ParametersPatch.NONE, Edit.keep(), Edit.clear());

    private static final Parameters PAIRS = Parameters.of(Map.of("zone", "z2", "empty", ""));
    private static final PatchInstance.Room ROOM_OF_PAIRS = new PatchInstance.Room(128, 65_536);
    private static final List<Item> ITEMS = List.of(
            new Namespace("blue", "", Quota.UNLIMITED, 0),
            new Namespace("green", "described", new Quota(3, 4), 17),
            new ServiceRouting("blue", "a.B", Routing.to("green"), 18),
            new ServiceRouting("public", "a.B", Routing.weighted(Map.of("g", 1)), 19),
            new ServiceRouting("public", "c.D", null, 20),
            new ServiceRules(SERVICE, new Rules(PAIRS, 3_000, 0), 21),
            new ServiceRules(ServiceName.of("a.B"), new Rules(Parameters.empty(), Rules.UNSET, 1_000), 0));
    private static final Metrics METRICS = Metrics.of(Map.of("cpu", "-45.50", "qps", "1000"));
    private static final Versions VERSIONS = new Versions("2026-01-01T00:00:00Z", "1.2.3.4", "1.2");

    private Samples() {}

    static List<Command> commands() {
        return List.of(
                new Register(null, ServiceName.of("a.B"), ID, Content.PLAIN, true),
                new Register(REQUEST, SERVICE, ID, CONTENT, false),
                new Unregister(null, SERVICE, ID, Content.NO_GENERATION),
                new Unregister(REQUEST, SERVICE, ID, 0),
                new Tick(0, List.of(), List.of()),
                new Tick(
                        1_000,
                        List.of(1L, 1L << 40, 3L),
                        List.of(
                                new Tick.Named(List.of(SERVICE, ServiceName.of("a.B")), ID, true),
                                new Tick.Named(List.of(), ID, false))),
                new Tick(
                        0,
                        List.of(),
                        List.of(
                                new Tick.Named(
                                        List.of(SERVICE), ID, false, new RenewalUpdate(PAIRS, METRICS, VERSIONS)),
                                new Tick.Named(
                                        List.of(SERVICE),
                                        ID,
                                        false,
                                        new RenewalUpdate(
                                                Parameters.empty(), Metrics.NONE, new Versions("", "", ""))))),
                new Announce(new Member("n1", "id", "h:1", new Member.Addresses("h:2", "h:3", "h:4"), "1.0.0", 2)),
                new Configure(new Settings(
                        3_600_000, 86_400_000, Settings.Doubt.DEFAULT, false, new Settings.Limits(1, 2, 3))),
                new Birth("3f0a", -1),
                new BeginLineage(-7),
                new RestoreBegin("r", "00ff", true, true, RestoreBegin.ANY_REVISION),
                new RestoreBegin("r", "00ff", false, false, 0),
                new RestoreChunk(
                        "r",
                        3,
                        new StagedPart(
                                List.of(
                                        new StagedService(
                                                SERVICE,
                                                0,
                                                List.of(
                                                        new StagedInstance(
                                                                ID, CONTENT, OPERATOR, Status.ERROR, 1, 2, 3),
                                                        new StagedInstance(
                                                                ID,
                                                                CONTENT,
                                                                Operator.NONE,
                                                                Status.ERROR,
                                                                1,
                                                                2,
                                                                3,
                                                                null,
                                                                CHECKED.checkState(),
                                                                METRICS),
                                                        new StagedInstance(
                                                                ID,
                                                                PLAIN.content(),
                                                                OPERATOR,
                                                                Status.ERROR,
                                                                1,
                                                                2,
                                                                3,
                                                                CONTENT),
                                                        new StagedInstance(
                                                                ID,
                                                                Content.PLAIN,
                                                                Operator.NONE,
                                                                Status.RUNNING,
                                                                0,
                                                                0,
                                                                0))),
                                        new StagedService(ServiceName.of("c.D"), StagedService.NO_VERSION, List.of()),
                                        new StagedService(
                                                SERVICE,
                                                StagedService.NO_VERSION,
                                                List.of(),
                                                List.of(
                                                        new ReleaseSpan(
                                                                ID, "second", new Versions("b", "v", "r"), 1, 2),
                                                        new ReleaseSpan(
                                                                ID,
                                                                ID.url(),
                                                                new Versions("", "", "r"),
                                                                1,
                                                                ReleaseSpan.STILL)))),
                                List.of(
                                        new StagedConfig(CONFIG, new ConfigVersion(7, 8, TEXT)),
                                        new StagedConfig(CONFIG, new ConfigVersion(9, 10, null))))),
                new RestoreCommit("r", 4, 58, 15),
                new RestoreAbort("r"),
                new PatchInstance(
                        null, ServiceName.of("a.B"), ID, PatchInstance.ANY_REVISION, InstancePatch.NONE, ROOM),
                new PatchInstance(REQUEST, SERVICE, ID, 0, SETTING, ROOM),
                new PatchInstance(REQUEST, SERVICE, ID, 41, CLEARING, ROOM),
                new PatchInstance(REQUEST, SERVICE, ID, 41, ENDING, ROOM),
                new PutConfig(null, ConfigName.of("a"), new ConfigText(ConfigText.PLAIN, ""), PutConfig.ANY_REVISION),
                new PutConfig(REQUEST, CONFIG, TEXT, PutConfig.ABSENT),
                new RollbackConfig(null, CONFIG, 7, PutConfig.ANY_REVISION),
                new RollbackConfig(REQUEST, CONFIG, 7, 9),
                new RemoveConfig(null, CONFIG, PutConfig.ANY_REVISION),
                new RemoveConfig(REQUEST, CONFIG, 9),
                new Configure(new Settings(
                        3_600_000,
                        0,
                        Settings.Doubt.DEFAULT,
                        false,
                        Settings.Limits.DEFAULT,
                        new Settings.ConfigLimits(1, 1L << 40))),
                new PutNamespace(null, "blue", NamespacePatch.NONE, false),
                new PutNamespace(REQUEST, "blue", NamespacePatch.whole("for Blue \ud83d\ude00", new Quota(1, 2)), true),
                new PutNamespace(
                        REQUEST, "blue", new NamespacePatch(Edit.clear(), Edit.to(0), Edit.to(Quota.MAX)), false),
                new DeleteNamespace(null, "blue", false),
                new DeleteNamespace(REQUEST, "blue", true),
                new PatchService(
                        null, ServiceName.of("a.B"), PatchInstance.ANY_REVISION, ServicePatch.NONE, ROOM_OF_PAIRS),
                new PatchService(
                        REQUEST,
                        SERVICE,
                        0,
                        new ServicePatch(
                                new ParametersPatch(true, PAIRS, List.of("gone")), Edit.to(3_600_000L), Edit.to(0)),
                        ROOM_OF_PAIRS),
                new PatchService(
                        REQUEST,
                        SERVICE,
                        41,
                        new ServicePatch(ParametersPatch.CLEAR, Edit.clear(), Edit.clear()),
                        ROOM_OF_PAIRS),
                new SetRouting(null, "public", "a.B", null),
                new SetRouting(REQUEST, "blue", "a.B", Routing.to("green")),
                new SetRouting(null, "blue", "a.B", Routing.weighted(Map.of("green", 10, "blue", 0, "x", 10_000))),
                new RestoreChunk("r", 4, List.of(), ITEMS),
                new Configure(
                        new Settings(3_600_000, 0, Settings.Doubt.DEFAULT, false, new Settings.Limits(1, 2, 3), true)),
                new UnregisterAll(null, "public"),
                new UnregisterAll(REQUEST, "blue"),
                new Drain(null, ServiceName.of("a.B"), List.of(ID), true),
                new Drain(null, SERVICE, List.of(ID, new InstanceId("http", "h", 1, "")), List.of(7L, -1L), true),
                new Drain(REQUEST, SERVICE, List.of(ID, new InstanceId("http", "h", 1, "")), false),
                new Expire(SERVICE, List.of(new Expire.Silent(7, 123_000), new Expire.Silent(1L << 40, 0))),
                new Expire(ServiceName.of("a.B"), List.of()),
                new CheckVerdicts(List.of()),
                new CheckVerdicts(List.of(
                        new CheckVerdicts.Found(1L << 40, CHECK, CheckState.Verdict.FAILING, "refused", 0),
                        new CheckVerdicts.Found(2, CHECK, CheckState.Verdict.GOOD, "", 1L << 40),
                        new CheckVerdicts.Found(3, CHECK, CheckState.Verdict.FAILING, "refused", 0, 0),
                        new CheckVerdicts.Found(4, CHECK, CheckState.Verdict.FAILING, "refused", 0, 77_000))));
    }

    static List<Outcome> outcomes() {
        return List.of(
                new Outcome.Registered(58, Outcome.Registered.Kind.ADDED, INSTANCE),
                new Outcome.Registered(58, Outcome.Registered.Kind.REPLACED, PLAIN),
                new Outcome.Registered(0, Outcome.Registered.Kind.SAME, PLAIN),
                new Outcome.Registered(0, Outcome.Registered.Kind.SAME, PATCHED),
                new Outcome.Registered(0, Outcome.Registered.Kind.SAME, CHECKED),
                new Outcome.Unregistered(1, Optional.of(INSTANCE)),
                new Outcome.Unregistered(1, Optional.empty()),
                new Outcome.Patched(2, true, Optional.of(PATCHED)),
                new Outcome.Patched(2, false, Optional.empty()),
                new Outcome.ConfigWritten(2, Outcome.ConfigWritten.Kind.PUBLISHED),
                new Outcome.ConfigWritten(2, Outcome.ConfigWritten.Kind.SAME),
                new Outcome.ConfigWritten(2, Outcome.ConfigWritten.Kind.REMOVED),
                new Outcome.ConfigWritten(0, Outcome.ConfigWritten.Kind.ABSENT),
                new Outcome.Cleared(2, 0),
                new Outcome.Cleared(3, 200_000),
                new Outcome.Drained(2, 0, List.of()),
                new Outcome.Drained(2, 3, List.of(ID)),
                new Outcome.Renewed(2, List.of(), List.of()),
                new Outcome.Renewed(2, List.of(0, 7), List.of(List.of(), List.of(SERVICE, ServiceName.of("a.B")))),
                new Outcome.Renewed(2, List.of(), List.of(List.of(), List.of()), List.of(0, 1)),
                new Outcome.Expired(3, 1, 2, 3),
                new Outcome.Expired(3, 0, 0, 0),
                new Outcome.Done(3),
                new Outcome.Restored(4, true, 2, 3),
                new Outcome.Rejected(5, Outcome.Rejected.Reason.STALE_GENERATION, "stale", 0),
                new Outcome.Rejected(5, Outcome.Rejected.Reason.QUOTA_EXCEEDED, "full", -1),
                new Outcome.Rejected(5, Outcome.Rejected.Reason.RESTORE_RUNNING, "", -1),
                new Outcome.Rejected(5, Outcome.Rejected.Reason.NO_SUCH_RESTORE, "", -1),
                new Outcome.Rejected(5, Outcome.Rejected.Reason.INVALID_RESTORE, "", -1),
                new Outcome.Rejected(5, Outcome.Rejected.Reason.REVISION_MISMATCH, "", -1),
                new Outcome.Rejected(5, Outcome.Rejected.Reason.NO_SUCH_INSTANCE, "", -1),
                new Outcome.Rejected(5, Outcome.Rejected.Reason.INVALID_PATCH, "", -1),
                new Outcome.Rejected(5, Outcome.Rejected.Reason.NO_SUCH_CONFIG, "", -1),
                new Outcome.Rejected(5, Outcome.Rejected.Reason.COMPACTED, "", -1),
                new Outcome.Rejected(5, Outcome.Rejected.Reason.NO_SUCH_NAMESPACE, "", -1),
                new Outcome.Rejected(5, Outcome.Rejected.Reason.NOT_EMPTY, "", -1),
                new Outcome.Namespaced(
                        6, Outcome.Namespaced.Kind.CREATED, new Namespace("blue", "x", new Quota(1, 2), 6)),
                new Outcome.Namespaced(
                        6, Outcome.Namespaced.Kind.UPDATED, new Namespace("blue", "", Quota.UNLIMITED, 6)),
                new Outcome.Namespaced(6, Outcome.Namespaced.Kind.SAME, Namespace.unnamed("blue")),
                new Outcome.Rejected(5, Outcome.Rejected.Reason.FORGOTTEN, "", -1));
    }

    static Entry entry() {
        return new Entry(1_763_700_000_000L, commands());
    }
}
