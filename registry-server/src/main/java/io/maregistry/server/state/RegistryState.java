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
        if (outcome instanceof Outcome.ConfigWritten written) {
            return switch (written.kind()) {
                case PUBLISHED -> RememberedRequest.Result.UPDATED;
                case SAME -> RememberedRequest.Result.UNCHANGED;
                case REMOVED -> RememberedRequest.Result.REMOVED;
                case ABSENT -> RememberedRequest.Result.ABSENT;
            };
        }
        if (outcome instanceof Outcome.Done
                || outcome instanceof Outcome.Namespaced
                || outcome instanceof Outcome.Drained
                || outcome instanceof Outcome.Cleared) {
            return RememberedRequest.Result.DONE;
        }
        if (outcome instanceof Outcome.Rejected rejected) {
            return switch (rejected.reason()) {
                case STALE_GENERATION -> RememberedRequest.Result.STALE_GENERATION;
                case QUOTA_EXCEEDED -> RememberedRequest.Result.QUOTA_EXCEEDED;
                case NO_SUCH_INSTANCE -> RememberedRequest.Result.NO_SUCH_INSTANCE;
                case REVISION_MISMATCH -> RememberedRequest.Result.REVISION_MISMATCH;
                case INVALID_PATCH -> RememberedRequest.Result.INVALID_PATCH;
                case NO_SUCH_CONFIG -> RememberedRequest.Result.NO_SUCH_CONFIG;
                case COMPACTED -> RememberedRequest.Result.COMPACTED;
                case NO_SUCH_NAMESPACE -> RememberedRequest.Result.NO_SUCH_NAMESPACE;
                case NOT_EMPTY -> RememberedRequest.Result.NOT_EMPTY;
                case RESTORE_RUNNING, NO_SUCH_RESTORE, INVALID_RESTORE, FORGOTTEN -> null;
            };
        }
        return null;
    }

    /**
     * Tells once more what became of a request; {@code command} is the repeated one. A client that gave the same name to a
     * write of another kind is told that something was done, which is not what it waits for.
     */
    private Outcome repeat(RememberedRequest known, Command command) {
        if (RepeatedWrite.isOfConfig(command)) {
            return RepeatedWrite.outcome(known);
        }
        Target target = Target.of(command);
        if (known.result().isOfInstance() && isOfNames(command)) {
            return new Outcome.Unregistered(known.revision(), Optional.empty()); // done is what it would wait for
        }
        return switch (known.result()) {
            case ADDED -> registered(known, Outcome.Registered.Kind.ADDED, target);
            case REPLACED -> registered(known, Outcome.Registered.Kind.REPLACED, target);
            case SAME -> registered(known, Outcome.Registered.Kind.SAME, target);
            case REMOVED -> removed(known, target);
            case ABSENT -> new Outcome.Unregistered(known.revision(), Optional.empty());
            case STALE_GENERATION ->
                new Outcome.Rejected(
                        known.revision(),
                        Outcome.Rejected.Reason.STALE_GENERATION,
                        "the generation is not newer than the stored one",
                        storedGeneration(target));
            case QUOTA_EXCEEDED -> rejected(known, Outcome.Rejected.Reason.QUOTA_EXCEEDED, "a limit was reached");
            case UPDATED -> patched(known, true, target);
            case UNCHANGED -> patched(known, false, target);
            case DONE -> done(known, command);
            case NO_SUCH_NAMESPACE ->
                rejected(known, Outcome.Rejected.Reason.NO_SUCH_NAMESPACE, "there was no such namespace");
            case NOT_EMPTY ->
                rejected(known, Outcome.Rejected.Reason.NOT_EMPTY, "there was something in the namespace");
            case NO_SUCH_INSTANCE ->
                rejected(known, Outcome.Rejected.Reason.NO_SUCH_INSTANCE, "the service had no such instance");
            case INVALID_PATCH ->
                rejected(known, Outcome.Rejected.Reason.INVALID_PATCH, "the patch would have broken a rule or a limit");
            case REVISION_MISMATCH, NO_SUCH_CONFIG, COMPACTED -> RepeatedWrite.outcome(known);
        };
    }

    private static boolean isOfNames(Command command) {
        return command instanceof PutNamespace || command instanceof DeleteNamespace || command instanceof SetRouting;
    }

    private static Outcome rejected(RememberedRequest known, Outcome.Rejected.Reason reason, String message) {
        return Outcome.Rejected.of(known.revision(), reason, message);
    }

    private Outcome patched(RememberedRequest known, boolean changed, @Nullable Target target) {
        Listed listed = target == null ? null : listed(target);
        return new Outcome.Patched(
                known.revision(), changed, Optional.ofNullable(listed).map(Listed::instance));
    }

    /** Those that were named and are gone since are absent now. */
    private Outcome done(RememberedRequest known, Command command) {
        if (command instanceof UnregisterAll) {
            return new Outcome.Cleared(known.revision(), 0);
        }
        return command instanceof Drain drain
                ? new Outcome.Drained(
                        known.revision(), 0, drain.absentFrom(state.services().get(drain.service())))
                : new Outcome.Done(known.revision());
    }

    private Outcome registered(RememberedRequest known, Outcome.Registered.Kind kind, @Nullable Target target) {
        return target == null
                ? new Outcome.Done(known.revision())
                : new Outcome.Registered(known.revision(), kind, instance(target));
    }

    private Outcome removed(RememberedRequest known, @Nullable Target target) {
        return target == null
                ? new Outcome.Done(known.revision())
                : new Outcome.Unregistered(known.revision(), Optional.of(instance(target)));
    }

    /** The instance that the command is about: as it is listed, else as the command names it. */
    private Instance instance(Target target) {
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

    private long storedGeneration(@Nullable Target target) {
        return target == null
                ? Content.NO_GENERATION
                : state.storedGeneration(target.service(), target.id(), listed(target));
    }

    private @Nullable Listed listed(Target target) {
        ServiceView service = state.services().get(target.service());
        return service == null ? null : service.find(target.id());
    }

    private record Target(ServiceName service, InstanceId id, Content content) {
        /** The one instance that the command is about; null where it is about none, or several. */
        static @Nullable Target of(Command command) {
            if (command instanceof Register register) {
                return new Target(register.service(), register.id(), register.content());
            }
            if (command instanceof Unregister unregister) {
                return new Target(unregister.service(), unregister.id(), Content.PLAIN);
            }
            if (command instanceof PatchInstance patch) {
                return new Target(patch.service(), patch.id(), Content.PLAIN);
            }
            return null;
        }
    }
}
