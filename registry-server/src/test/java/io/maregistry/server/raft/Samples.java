package io.maregistry.server.raft;

import io.maregistry.model.CheckPatch;
import io.maregistry.model.Content;
import io.maregistry.model.Edit;
import io.maregistry.model.HealthCheck;
import io.maregistry.model.Instance;
import io.maregistry.model.InstanceId;
import io.maregistry.model.InstancePatch;
import io.maregistry.model.Lease;
import io.maregistry.model.Member;
import io.maregistry.model.Operator;
import io.maregistry.model.Parameters;
import io.maregistry.model.ParametersPatch;
import io.maregistry.model.Release;
import io.maregistry.model.RequestId;
import io.maregistry.model.ServiceName;
import io.maregistry.model.Status;
import io.maregistry.server.state.Announce;
import io.maregistry.server.state.BeginLineage;
import io.maregistry.server.state.Birth;
import io.maregistry.server.state.Command;
import io.maregistry.server.state.Configure;
import io.maregistry.server.state.Entry;
import io.maregistry.server.state.Expire;
import io.maregistry.server.state.Outcome;
import io.maregistry.server.state.PatchInstance;
import io.maregistry.server.state.Register;
import io.maregistry.server.state.RestoreAbort;
import io.maregistry.server.state.RestoreBegin;
import io.maregistry.server.state.RestoreChunk;
import io.maregistry.server.state.RestoreCommit;
import io.maregistry.server.state.Settings;
import io.maregistry.server.state.StagedInstance;
import io.maregistry.server.state.StagedService;
import io.maregistry.server.state.Tick;
import io.maregistry.server.state.Unregister;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Commands and outcomes of every kind, with every optional part there and not there. */
final class Samples {

    static final ServiceName SERVICE = ServiceName.of("blue", "G", "a.B");
    static final InstanceId ID = new InstanceId("http", "10.0.0.1", 8080, "x");

    private static final RequestId REQUEST = new RequestId(-1, Long.MIN_VALUE, (1L << 53) - 1);
    private static final Content CONTENT = new Content(
            Parameters.of(Map.of("zone", "z1", "env", "\ud83d\ude00", "empty", "")),
            0,
            new Lease(false, 3_000, 0),
            0,
            "second",
            new HealthCheck(
                    HealthCheck.Type.WSS, 9, "/h", new HealthCheck.Pace(1_000, 100, 1, 100), Status.ERROR, 60_000),
            new Release(new Release.Product("a", "n", "d", "p"), "u", "b", "v", "r", "c"));
    private static final Operator OPERATOR = new Operator(false, true, 0, Status.RUNNING);

    static final Instance INSTANCE = new Instance(ID, CONTENT, OPERATOR, Status.OFFLINE, 1_763_700_000_000L, 41);
    static final Instance PLAIN = new Instance(ID, Content.PLAIN, Operator.NONE, Status.RUNNING, 1, 2);

    static final Instance PATCHED =
            new Instance(ID, CONTENT.withWeight(1), OPERATOR, Status.RUNNING, 1_763_700_000_000L, 42, CONTENT);

    private static final PatchInstance.Room ROOM = new PatchInstance.Room(128, 64 << 10);
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
                    Edit.to(0L))));
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
                    Edit.clear())));
    private static final InstancePatch ENDING =
            new InstancePatch(Edit.keep(), Edit.keep(), Edit.keep(), ParametersPatch.NONE, Edit.keep(), Edit.clear());

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
                        List.of(
                                new StagedService(
                                        SERVICE,
                                        0,
                                        List.of(
                                                new StagedInstance(ID, CONTENT, OPERATOR, Status.ERROR, 1, 2, 3),
                                                new StagedInstance(
                                                        ID, PLAIN.content(), OPERATOR, Status.ERROR, 1, 2, 3, CONTENT),
                                                new StagedInstance(
                                                        ID, Content.PLAIN, Operator.NONE, Status.RUNNING, 0, 0, 0))),
                                new StagedService(ServiceName.of("c.D"), StagedService.NO_VERSION, List.of()))),
                new RestoreCommit("r", 4, 58, 15),
                new RestoreAbort("r"),
                new PatchInstance(
                        null, ServiceName.of("a.B"), ID, PatchInstance.ANY_REVISION, InstancePatch.NONE, ROOM),
                new PatchInstance(REQUEST, SERVICE, ID, 0, SETTING, ROOM),
                new PatchInstance(REQUEST, SERVICE, ID, 41, CLEARING, ROOM),
                new PatchInstance(REQUEST, SERVICE, ID, 41, ENDING, ROOM),
                new Expire(SERVICE, List.of(new Expire.Silent(7, 123_000), new Expire.Silent(1L << 40, 0))),
                new Expire(ServiceName.of("a.B"), List.of()));
    }

    static List<Outcome> outcomes() {
        return List.of(
                new Outcome.Registered(58, Outcome.Registered.Kind.ADDED, INSTANCE),
                new Outcome.Registered(58, Outcome.Registered.Kind.REPLACED, PLAIN),
                new Outcome.Registered(0, Outcome.Registered.Kind.SAME, PLAIN),
                new Outcome.Registered(0, Outcome.Registered.Kind.SAME, PATCHED),
                new Outcome.Unregistered(1, Optional.of(INSTANCE)),
                new Outcome.Unregistered(1, Optional.empty()),
                new Outcome.Patched(2, true, Optional.of(PATCHED)),
                new Outcome.Patched(2, false, Optional.empty()),
                new Outcome.Renewed(2, List.of(), List.of()),
                new Outcome.Renewed(2, List.of(0, 7), List.of(List.of(), List.of(SERVICE, ServiceName.of("a.B")))),
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
                new Outcome.Rejected(5, Outcome.Rejected.Reason.FORGOTTEN, "", -1));
    }

    static Entry entry() {
        return new Entry(1_763_700_000_000L, commands());
    }
}
