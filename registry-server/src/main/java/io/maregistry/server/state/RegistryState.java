package io.maregistry.server.state;

import io.maregistry.model.Content;
import io.maregistry.model.Instance;
import io.maregistry.model.InstanceId;
import io.maregistry.model.Operator;
import io.maregistry.model.RequestId;
import io.maregistry.model.ServiceName;
import io.maregistry.model.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The registry as a deterministic state machine: the same entries in the same order give the same state, outcomes and
 * changes on every replica, whatever its clock, configuration or hash seeds.
 *
 * <p>{@link #apply} is called by one thread at a time. {@link #root()} gives what has been applied so far as an immutable
 * value; the caller publishes it to readers once for each batch of entries.
 *
 * <p>A command with a request id that is remembered is not run again: its outcome is told once more, with the instance as
 * it is stored now. See {@code docs/design/state.md}.
 */
public final class RegistryState {

    private final Working state;
    private Position position;

    /** The state before the first entry. */
    public RegistryState() {
        this(new Working(), Position.START);
    }

    RegistryState(Working state, Position position) {
        this.state = state;
        this.position = position;
    }

    /**
     * Applies the entry at that index.
     *
     * @param index the entry's place in the log, higher than that of every entry before
     * @param term the term it was proposed in
     */
    public Applied apply(long index, long term, Entry entry) {
        if (index <= position.index()) {
            throw new IllegalStateException("entry " + index + " comes after entry " + position.index());
        }
        position = new Position(index, term);
        state.beginEntry(index, term, entry.wallMillis());
        List<Outcome> outcomes = new ArrayList<>(entry.commands().size());
        for (Command command : entry.commands()) {
            state.nextCommand();
            outcomes.add(applyOnce(command));
        }
        return new Applied(outcomes, state.takeChanges(), state.takeRestored());
    }

    /**
     * Has this state hold the very services, lists and instances of {@code before} where both hold equal ones, so that what
     * readers made of them is of use still. What this state says does not change by it. {@code before} must not be applied to any
     * more; its roots stay as they are. O(n).
     */
    public void keep(RegistryState before) {
        state.keep(before.state);
    }

    /** The state as it is now, for any thread and for ever. */
    public Root root() {
        return new Root(position, state);
    }

    private Outcome applyOnce(Command command) {
        RequestId request = command.request();
        if (request == null) {
            return command.applyTo(state);
        }
        RememberedRequest known = state.requests().find(request);
        if (known != null) {
            return repeat(known, command);
        }
        if (state.requests().isForgotten(request)) {
            return Outcome.Rejected.of(
                    state.revision(),
                    Outcome.Rejected.Reason.FORGOTTEN,
                    "request " + request + " is older than what is remembered of its client; it was not run again");
        }
        Outcome outcome = command.applyTo(state);
        RememberedRequest.Result result = resultOf(outcome);
        if (result != null) {
            state.requests()
                    .remember(new RememberedRequest(
                            state.order(), request, result, outcome.revision(), state.clockMillis()));
        }
        return outcome;
    }

    private static RememberedRequest.@Nullable Result resultOf(Outcome outcome) {
        if (outcome instanceof Outcome.Registered registered) {
            return RememberedRequest.Result.valueOf(registered.kind().name());
        }
        if (outcome instanceof Outcome.Unregistered unregistered) {
            return unregistered.removed().isPresent()
                    ? RememberedRequest.Result.REMOVED
                    : RememberedRequest.Result.ABSENT;
        }
        if (outcome instanceof Outcome.Patched patched) {
            return patched.changed() ? RememberedRequest.Result.UPDATED : RememberedRequest.Result.UNCHANGED;
        }
        if (outcome instanceof Outcome.Rejected rejected) {
            return switch (rejected.reason()) {
                case STALE_GENERATION -> RememberedRequest.Result.STALE_GENERATION;
                case QUOTA_EXCEEDED -> RememberedRequest.Result.QUOTA_EXCEEDED;
                case NO_SUCH_INSTANCE -> RememberedRequest.Result.NO_SUCH_INSTANCE;
                case REVISION_MISMATCH -> RememberedRequest.Result.REVISION_MISMATCH;
                case INVALID_PATCH -> RememberedRequest.Result.INVALID_PATCH;
                case RESTORE_RUNNING, NO_SUCH_RESTORE, INVALID_RESTORE, FORGOTTEN -> null;
            };
        }
        return null;
    }

    /** Tells once more what became of a request; {@code command} is the repeated one. */
    private Outcome repeat(RememberedRequest known, Command command) {
        return switch (known.result()) {
            case ADDED -> registered(known, Outcome.Registered.Kind.ADDED, command);
            case REPLACED -> registered(known, Outcome.Registered.Kind.REPLACED, command);
            case SAME -> registered(known, Outcome.Registered.Kind.SAME, command);
            case REMOVED -> new Outcome.Unregistered(known.revision(), Optional.of(target(command)));
            case ABSENT -> new Outcome.Unregistered(known.revision(), Optional.empty());
            case STALE_GENERATION ->
                new Outcome.Rejected(
                        known.revision(),
                        Outcome.Rejected.Reason.STALE_GENERATION,
                        "the generation is not newer than the stored one",
                        storedGeneration(command));
            case QUOTA_EXCEEDED -> rejected(known, Outcome.Rejected.Reason.QUOTA_EXCEEDED, "a limit was reached");
            case UPDATED -> patched(known, true, command);
            case UNCHANGED -> patched(known, false, command);
            case NO_SUCH_INSTANCE ->
                rejected(known, Outcome.Rejected.Reason.NO_SUCH_INSTANCE, "the service had no such instance");
            case REVISION_MISMATCH ->
                rejected(known, Outcome.Rejected.Reason.REVISION_MISMATCH, "the instance was at another revision");
            case INVALID_PATCH ->
                rejected(known, Outcome.Rejected.Reason.INVALID_PATCH, "the patch would have broken a rule or a limit");
        };
    }

    private static Outcome rejected(RememberedRequest known, Outcome.Rejected.Reason reason, String message) {
        return Outcome.Rejected.of(known.revision(), reason, message);
    }

    private Outcome patched(RememberedRequest known, boolean changed, Command command) {
        Listed listed = listed(Target.of(command));
        return new Outcome.Patched(
                known.revision(), changed, Optional.ofNullable(listed).map(Listed::instance));
    }

    private Outcome registered(RememberedRequest known, Outcome.Registered.Kind kind, Command command) {
        return new Outcome.Registered(known.revision(), kind, target(command));
    }

    /** The instance that the command is about: as it is listed, else as the command names it. */
    private Instance target(Command command) {
        Target target = Target.of(command);
        Listed listed = listed(target);
        return listed != null
                ? listed.instance()
                : new Instance(
                        target.id(),
                        target.content(),
                        Operator.NONE,
                        Status.RUNNING,
                        state.wallMillis(),
                        state.revision());
    }

    private long storedGeneration(Command command) {
        Target target = Target.of(command);
        return state.storedGeneration(target.service(), target.id(), listed(target));
    }

    private @Nullable Listed listed(Target target) {
        ServiceView service = state.services().get(target.service());
        return service == null ? null : service.find(target.id());
    }

    private record Target(ServiceName service, InstanceId id, Content content) {
        static Target of(Command command) {
            if (command instanceof Register register) {
                return new Target(register.service(), register.id(), register.content());
            }
            if (command instanceof Unregister unregister) {
                return new Target(unregister.service(), unregister.id(), Content.PLAIN);
            }
            if (command instanceof PatchInstance patch) {
                return new Target(patch.service(), patch.id(), Content.PLAIN);
            }
            throw new IllegalStateException("only writes of single instances carry request ids");
        }
    }
}
