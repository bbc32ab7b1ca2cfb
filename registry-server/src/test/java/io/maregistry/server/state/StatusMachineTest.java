package io.maregistry.server.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.model.CheckPatch;
import io.maregistry.model.CheckState;
import io.maregistry.model.Content;
import io.maregistry.model.Edit;
import io.maregistry.model.HealthCheck;
import io.maregistry.model.Instance;
import io.maregistry.model.InstanceId;
import io.maregistry.model.InstancePatch;
import io.maregistry.model.Lease;
import io.maregistry.model.Operator;
import io.maregistry.model.Parameters;
import io.maregistry.model.ParametersPatch;
import io.maregistry.model.Release;
import io.maregistry.model.RenewalUpdate;
import io.maregistry.model.ServiceName;
import io.maregistry.model.Status;
import io.maregistry.model.Versions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What becomes of an instance, for each state in which it can be and each event. A state is its own status, and C where its check
 * fails: {@code Running C} is held by the protection of its service, {@code Offline C} was silent and fails, {@code Error} waits for
 * its first verdict.
 */
class StatusMachineTest {

    private static final String TABLE = """
            event                | absent   | Running   | Running C | Updating  | Offline   | Offline C | Error     | Error C
            REGISTER_THE_SAME    | Running  | Running   | Running C | Running   | Running   | Error C   | Error     | Error C
            REGISTER_OTHER       | Running  | Running   | Running C | Running   | Running   | Error C   | Error     | Error C
            REGISTER_OTHER_CHECK | Updating | Running   | Running   | Running   | Updating  | Updating  | Updating  | Updating
            REGISTER_UNCHECKED   | Running  | Running   | Running   | Running   | Running   | Running   | Running   | Running
            RENEW                | absent   | Running   | Running C | Updating  | Running   | Error C   | Error     | Error C
            RENEW_BY_NAME        | absent   | Running   | Running C | Updating  | Running   | Error C   | Error     | Error C
            TELL_PARAMETERS      | absent   | Running   | Running C | Updating  | Running   | Error C   | Error     | Error C
            TELL_THE_SAME_BUILD  | absent   | Running   | Running C | Running   | Running   | Error C   | Error     | Error C
            TELL_ANOTHER_BUILD   | absent   | Updating  | Updating C| Updating  | Updating  | Error C   | Error     | Error C
            SILENT_FOR_TTL       | absent   | Offline   | Offline C | Offline   | Offline   | Offline C | Offline   | Offline C
            SILENT_FOR_GRACE     | absent   | absent    | absent    | absent    | absent    | absent    | absent    | absent
            CHECK_FAILS          | absent   | Error C   | Error C   | Error C   | Offline C | Offline C | Error C   | Error C
            CHECK_FAILS_FOR_LONG | absent   | Error C   | Error C   | Error C   | Offline C | absent    | Error C   | absent
            CHECK_IS_GOOD        | absent   | Running   | Running   | Updating  | Offline   | Offline   | Running   | Running
            OTHER_CHECK_FAILS    | absent   | Running   | Running C | Updating  | Offline   | Offline C | Error     | Error C
            PATCH_PARAMETERS     | absent   | Running   | Running C | Updating  | Offline   | Offline C | Error     | Error C
            PATCH_CHECK          | absent   | Running   | Running   | Updating  | Offline   | Offline   | Updating  | Updating
            PATCH_NO_CHECK       | absent   | Running   | Running   | Updating  | Offline   | Offline   | Running   | Running
            SET_STATUS           | absent   | Running   | Running C | Updating  | Offline   | Offline C | Error     | Error C
            DRAIN                | absent   | Running   | Running C | Updating  | Offline   | Offline C | Error     | Error C
            NEW_LEADER_OF_HASH   | absent   | Running   | Running C | Updating  | Offline   | Offline C | Error     | Error C
            UNREGISTER_ALL       | absent   | absent    | absent    | absent    | absent    | absent    | absent    | absent
            DELETE_NAMESPACE     | absent   | absent    | absent    | absent    | absent    | absent    | absent    | absent
            UNREGISTER           | absent   | absent    | absent    | absent    | absent    | absent    | absent    | absent
            """;

    private static final ServiceName SERVICE = ServiceName.of("blue", ServiceName.DEFAULT_GROUP, "a.B");
    private static final InstanceId ID = new InstanceId("http", "10.0.0.1", 80, "");
    private static final long HANDLE = 1;
    private static final long TTL = 20_000;
    private static final long GRACE = 300_000;
    private static final long REMOVE_AFTER = 120_000;
    private static final long CLOCK = 1_000_000;
    private static final HealthCheck CHECK = check("/", Status.RUNNING);
    private static final HealthCheck OTHER = check("/other", Status.UPDATING);
    private static final Release RELEASE = new Release(Release.NONE.product(), "", "", "", "1", "");
    private static final Content CONTENT = content(CHECK, "v1");

    @SuppressWarnings("ImmutableEnumChecker") // the lists are copies
    private enum Event {
        REGISTER_THE_SAME(register(CONTENT)),
        REGISTER_OTHER(register(content(CHECK, "v2"))),
        REGISTER_OTHER_CHECK(register(content(OTHER, "v1"))),
        REGISTER_UNCHECKED(register(content(null, "v1"))),
        RENEW(new Tick(0, List.of(HANDLE), List.of())),
        RENEW_BY_NAME(renew(RenewalUpdate.NONE)),
        TELL_PARAMETERS(renew(new RenewalUpdate(Parameters.of(Map.of("version", "v4")), null, null))),
        TELL_THE_SAME_BUILD(renew(new RenewalUpdate(null, null, new Versions("", "", "1")))),
        TELL_ANOTHER_BUILD(renew(new RenewalUpdate(null, null, new Versions("", "", "2")))),
        SILENT_FOR_TTL(TTL, silent()),
        SILENT_FOR_GRACE(TTL + GRACE, silent(), silent()),
        CHECK_FAILS(verdict(CHECK, CheckState.Verdict.FAILING)),
        CHECK_FAILS_FOR_LONG(REMOVE_AFTER, verdict(CHECK, CheckState.Verdict.FAILING)),
        CHECK_IS_GOOD(verdict(CHECK, CheckState.Verdict.GOOD)),
        OTHER_CHECK_FAILS(verdict(OTHER, CheckState.Verdict.FAILING)),
        PATCH_PARAMETERS(patch(Edit.keep(), Edit.keep(), Map.of("version", "v3"))),
        PATCH_CHECK(patch(Edit.keep(), Edit.to(path()), Map.of())),
        PATCH_NO_CHECK(patch(Edit.keep(), Edit.clear(), Map.of())),
        SET_STATUS(patch(Edit.to(Status.UPDATING), Edit.keep(), Map.of())),
        DRAIN(new Drain(null, SERVICE, List.of(ID), true)),
        NEW_LEADER_OF_HASH(new BeginLineage(7)),
        UNREGISTER_ALL(new UnregisterAll(null, "blue")),
        DELETE_NAMESPACE(new DeleteNamespace(null, "blue", true)),
        UNREGISTER(new Unregister(null, SERVICE, ID, Content.NO_GENERATION));

        private final long elapsedMillis;
        private final List<Command> commands;

        Event(Command... commands) {
            this(0, commands);
        }

        Event(long elapsedMillis, Command... commands) {
            this.elapsedMillis = elapsedMillis;
            this.commands = List.of(commands);
        }
    }

    static List<Arguments> pairs() {
        List<List<String>> rows = TABLE.lines()
                .map(line -> Arrays.stream(line.split("\\|")).map(String::strip).toList())
                .toList();
        List<Arguments> pairs = new ArrayList<>();
        for (List<String> row : rows.subList(1, rows.size())) {
            for (int column = 1; column < row.size(); column++) {
                pairs.add(Arguments.of(Event.valueOf(row.get(0)), rows.get(0).get(column), row.get(column)));
            }
        }
        return pairs;
    }

    @ParameterizedTest(name = "{1}: {0} gives {2}")
    @MethodSource("pairs")
    void eventLeadsFromEachStateToTheOneOfTheTable(Event event, String from, String to) {
        RegistryState state = in(from);

        long index = happen(state, event, 1);

        assertThat(stateOf(state)).isEqualTo(to);
        assertThat(state.root().hash()).isEqualTo(state.root().recomputedHash());
        happen(state, Event.UNREGISTER, index);
        assertThat(state.root().sizes().instances()).isZero();
    }

    @Test
    void tableHoldsEveryEvent() {
        Set<Event> events = EnumSet.noneOf(Event.class);
        pairs().forEach(pair -> events.add((Event) Objects.requireNonNull(pair.get()[0])));

        assertThat(events).containsExactly(Event.values());
    }

    @Test
    void whatAnOperatorSetIsShownWhateverHappensBeneath() {
        RegistryState state = in("Running");
        long index = happen(state, Event.SET_STATUS, 1);

        index = happen(state, Event.CHECK_FAILS, index);
        assertThat(only(state).status()).isEqualTo(Status.UPDATING);
        assertThat(only(state).isHealthy()).isTrue();
        state.apply(index, 1, new Entry(index, List.of(patch(Edit.clear(), Edit.keep(), Map.of()))));

        assertThat(only(state).status()).isEqualTo(Status.ERROR);
        assertThat(only(state).isHealthy()).isFalse();
    }

    @Test
    void firstGoodVerdictEndsAnyInitialStatus() {
        for (Status initial : Status.values()) {
            RegistryState state = new RegistryState();
            HealthCheck check = check("/", initial);
            state.apply(1, 1, new Entry(1, List.of(register(content(check, "v1")))));
            assertThat(only(state).ownStatus()).isEqualTo(initial);

            state.apply(2, 1, new Entry(2, List.of(verdict(check, CheckState.Verdict.GOOD))));

            assertThat(only(state).ownStatus()).isEqualTo(Status.RUNNING);
        }
    }

    @Test
    void signsOfLifeDoNotEndAnInitialStatus() {
        for (Status initial : Status.values()) {
            RegistryState state = new RegistryState();
            Content content = content(check("/", initial), "v1");
            state.apply(1, 1, new Entry(1, List.of(register(content))));
            long index = happen(state, Event.RENEW, 2);
            index = happen(state, Event.TELL_THE_SAME_BUILD, index);
            state.apply(index, 1, new Entry(index, List.of(register(content))));
            assertThat(only(state).ownStatus()).isEqualTo(initial);

            index = pass(state, TTL, index + 1);
            state.apply(
                    index, 1, new Entry(index, List.of(new Expire(SERVICE, List.of(new Expire.Silent(HANDLE, 0))))));
            assertThat(only(state).ownStatus()).isEqualTo(Status.OFFLINE);
            happen(state, Event.RENEW, index + 1);

            assertThat(only(state).ownStatus()).isEqualTo(initial);
        }
    }

    @Test
    void failureThatIsKnownFromAnotherLineageRemovesOnlyAfterItsTimeInThisOne() {
        RegistryState state = in("Error C");
        long index = pass(state, REMOVE_AFTER - 1_000, 1);
        index = happen(state, Event.RENEW, index);
        index = happen(state, Event.NEW_LEADER_OF_HASH, index);
        assertThat(state.root().hash()).isEqualTo(state.root().recomputedHash());
        CheckState known = Objects.requireNonNull(only(state).checkState());
        assertThat(known.sinceMillis()).isEqualTo(CLOCK + REMOVE_AFTER - 1_000);

        index = pass(state, REMOVE_AFTER - 1, index);
        index = happen(state, Event.CHECK_FAILS, index);
        assertThat(stateOf(state)).isEqualTo("Error C");
        index = pass(state, 1, index);
        happen(state, Event.CHECK_FAILS, index);

        assertThat(stateOf(state)).isEqualTo("absent");
    }

    @Test
    void whatIsSaidOnceMoreOfAFailureThatIsOverChangesNothing() {
        RegistryState state = in("Error C");
        CheckState known = Objects.requireNonNull(only(state).checkState());
        long index = happen(state, Event.CHECK_IS_GOOD, 1);

        CheckVerdicts late = new CheckVerdicts(List.of(CheckVerdicts.Found.again(HANDLE, CHECK, known)));
        state.apply(index, 1, new Entry(index, List.of(late)));

        assertThat(stateOf(state)).isEqualTo("Running");
    }

    @Test
    void updatingIsNotEndedByAnyVerdictButTheFirst() {
        RegistryState state = in("Updating");
        long index = happen(state, Event.CHECK_IS_GOOD, 1);
        index = happen(state, Event.CHECK_FAILS, index);
        assertThat(stateOf(state)).isEqualTo("Error C");

        happen(state, Event.CHECK_IS_GOOD, index);

        assertThat(stateOf(state)).isEqualTo("Running");
    }

    /** Gives the index of the next entry. */
    private static long happen(RegistryState state, Event event, long index) {
        long next = pass(state, event.elapsedMillis, index);
        for (Command command : event.commands) {
            state.apply(next, 1, new Entry(next, List.of(command)));
            next++;
        }
        return next;
    }

    /** Lets so much time pass; gives the index of the next entry. */
    private static long pass(RegistryState state, long millis, long index) {
        long next = index;
        for (long left = millis; left > 0; left -= Tick.MAX_ELAPSED_MILLIS) {
            Tick tick = new Tick(Math.min(left, Tick.MAX_ELAPSED_MILLIS), List.of(), List.of());
            state.apply(next, 1, new Entry(next, List.of(tick)));
            next++;
        }
        return next;
    }

    private static RegistryState in(String text) {
        StateBuilder builder = new StateBuilder();
        if (!text.equals("absent")) {
            boolean isFailing = text.endsWith(" C");
            Status status = Status.ofText(isFailing ? text.substring(0, text.length() - 2) : text);
            CheckState found = isFailing ? new CheckState(CheckState.Verdict.FAILING, CLOCK, 5, "refused", 1) : null;
            // Offline = its ttl is over, and its grace begins; else it was seen just now
            long lastSeen = status == Status.OFFLINE ? CLOCK - TTL : CLOCK;
            builder.instance(
                            SERVICE,
                            HANDLE,
                            new Instance(ID, CONTENT, Operator.NONE, status, 5, 1, null, found),
                            new LiveNumbers(lastSeen, 0, 0))
                    .service(SERVICE, 1, 1);
        }
        return builder.scalars(new Scalars("c", 1, 1, 1, CLOCK, 2, 0, 1)).build(Position.START);
    }

    private static String stateOf(RegistryState state) {
        ServiceView service = state.root().service(SERVICE);
        if (service == null || service.size() == 0) {
            return "absent";
        }
        Instance only = only(state);
        return only.ownStatus().text() + (only.isFailing() ? " C" : "");
    }

    private static Instance only(RegistryState state) {
        ServiceView service = Objects.requireNonNull(state.root().service(SERVICE));
        return Objects.requireNonNull(service.instances().first()).instance();
    }

    private static HealthCheck check(String path, Status initial) {
        return new HealthCheck(HealthCheck.Type.HTTP, 80, path, HealthCheck.Pace.DEFAULT, initial, REMOVE_AFTER);
    }

    private static Content content(@Nullable HealthCheck check, String version) {
        return new Content(
                Parameters.of(Map.of("version", version)),
                Content.NORMAL_WEIGHT,
                new Lease(true, TTL, GRACE),
                Content.NO_GENERATION,
                null,
                check,
                RELEASE);
    }

    private static Command register(Content content) {
        return new Register(null, SERVICE, ID, content, true);
    }

    private static Command renew(RenewalUpdate update) {
        return new Tick(0, List.of(), List.of(new Tick.Named(List.of(SERVICE), ID, false, update)));
    }

    private static Command verdict(HealthCheck check, CheckState.Verdict verdict) {
        return new CheckVerdicts(List.of(new CheckVerdicts.Found(HANDLE, check, verdict, "seen", 1)));
    }

    /** Named with each time at which it may have been seen; one of them is true. */
    private static Command silent() {
        return new Expire(SERVICE, List.of(new Expire.Silent(HANDLE, CLOCK), new Expire.Silent(HANDLE, CLOCK - TTL)));
    }

    private static Command patch(Edit<Status> status, Edit<CheckPatch> check, Map<String, String> parameters) {
        InstancePatch patch = new InstancePatch(
                Edit.keep(),
                Edit.keep(),
                status,
                new ParametersPatch(false, Parameters.of(parameters), List.of()),
                Edit.keep(),
                check);
        return new PatchInstance(
                null, SERVICE, ID, PatchInstance.ANY_REVISION, patch, new PatchInstance.Room(9, 1_000));
    }

    /** The other check. */
    private static CheckPatch path() {
        return new CheckPatch(
                Edit.keep(),
                Edit.keep(),
                Edit.to("/other"),
                Edit.keep(),
                Edit.keep(),
                Edit.keep(),
                Edit.keep(),
                Edit.to(Status.UPDATING),
                Edit.keep());
    }
}
