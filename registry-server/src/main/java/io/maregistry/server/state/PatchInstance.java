package io.maregistry.server.state;

import io.maregistry.model.Content;
import io.maregistry.model.Instance;
import io.maregistry.model.InstanceId;
import io.maregistry.model.InstancePatch;
import io.maregistry.model.Metrics;
import io.maregistry.model.Operator;
import io.maregistry.model.Parameters;
import io.maregistry.model.RequestId;
import io.maregistry.model.ServiceName;
import io.maregistry.model.Utf8;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Change what an operator names of a listed instance. The command carries the patch and not what it should lead to, so that
 * of two that were written at once neither undoes the other.
 *
 * <p>What a patch makes of the content lasts until the client registers other content than before; what it says beside the
 * content lasts until another patch or the end of the stay. Metrics last until the instance tells of them; they move no
 * revision.
 *
 * @param request names the write where the client wants to repeat it safely; null where it does not
 * @param onlyAtRevision the instance must have been changed last at that revision; {@link #ANY_REVISION} = at whatever
 * @param room what the instance may hold where the patch adds to it
 */
public record PatchInstance(
        @Nullable RequestId request,
        ServiceName service,
        InstanceId id,
        long onlyAtRevision,
        InstancePatch patch,
        Room room)
        implements Command {

    public static final long ANY_REVISION = -1;

    /**
     * How many parameters and metrics an instance may have, and how much metadata a service; the limits of the node that
     * took the patch, since the state has none.
     *
     * @param parameters pairs
     * @param parameterBytes of all keys and values together, in UTF-8
     * @param metrics figures
     */
    public record Room(int parameters, int parameterBytes, int metrics) {

        /** Without room for metrics that were not there before. */
        public Room(int parameters, int parameterBytes) {
            this(parameters, parameterBytes, 0);
        }

        /** Why there are too many pairs, which are called {@code what}; null where there are not. */
        @Nullable
        String faultOf(String what, Parameters pairs) {
            if (pairs.size() > parameters) {
                return what + " would be " + pairs.size() + " with the patch; at most " + parameters + " are allowed";
            }
            long bytes = 0;
            for (int place = 0; place < pairs.size(); place++) {
                bytes += Utf8.length(pairs.key(place)) + Utf8.length(pairs.value(place));
            }
            return bytes <= parameterBytes
                    ? null
                    : what + " would have " + bytes + " bytes with the patch; at most " + parameterBytes
                            + " are allowed";
        }
    }

    @Override
    public Outcome applyTo(Working state) {
        ServiceView view = state.services().get(service);
        Listed listed = view == null ? null : view.find(id);
        if (listed == null) {
            return rejected(state, Outcome.Rejected.Reason.NO_SUCH_INSTANCE, "the service has no such instance");
        }
        Instance before = listed.instance();
        if (onlyAtRevision != ANY_REVISION && onlyAtRevision != before.revision()) {
            return Outcome.Rejected.of(
                    before.revision(), // with which it may be tried again
                    Outcome.Rejected.Reason.REVISION_MISMATCH,
                    "the instance is at revision " + before.revision() + ", not " + onlyAtRevision);
        }
        Content content;
        Metrics metrics;
        try {
            content = content(before);
            metrics = metrics(state.services().metrics(listed));
        } catch (IllegalArgumentException rule) { // of the model; the same on every replica
            return rejected(state, Outcome.Rejected.Reason.INVALID_PATCH, String.valueOf(rule.getMessage()));
        }
        boolean isTold = !metrics.equals(state.services().metrics(listed));
        if (isTold) {
            state.services().tell(listed, metrics);
        }
        return patch(state, listed, patch.applyTo(before.operator()), content, isTold);
    }

    private Outcome patch(Working state, Listed listed, Operator operator, Content content, boolean isTold) {
        Instance before = listed.instance();
        boolean isSameContent = content.equals(before.content());
        if (isSameContent && operator.equals(before.operator())) {
            return new Outcome.Patched(state.revision(), isTold, Optional.of(before));
        }
        long revision = state.nextRevision();
        Instance after = new Instance(
                id,
                content,
                operator,
                Statuses.afterPatch(before, content),
                before.registeredAtMillis(),
                revision,
                before.asRegistered(),
                Statuses.found(before, content));
        state.services().replace(service, listed.with(after));
        boolean isHealth = isSameContent
                && Objects.equals(operator.weight(), before.operator().weight());
        state.changed(
                service,
                revision,
                isHealth ? Change.Action.HEALTH : Change.Action.UPDATED,
                Change.Cause.OPERATOR,
                after);
        return new Outcome.Patched(revision, true, Optional.of(after));
    }

    private Content content(Instance before) {
        Content after = patch.applyTo(before.content(), id.port());
        String fault = patch.parameters().set().isEmpty() ? null : room.faultOf("parameters", after.parameters());
        if (fault != null) {
            throw new IllegalArgumentException(fault);
        }
        return after;
    }

    private Metrics metrics(Metrics before) {
        Metrics after = patch.applyTo(before);
        if (after.size() > before.size() && after.size() > room.metrics()) {
            throw new IllegalArgumentException(
                    "metrics would be " + after.size() + " with the patch; at most " + room.metrics() + " are allowed");
        }
        return after;
    }

    private static Outcome rejected(Working state, Outcome.Rejected.Reason reason, String message) {
        return Outcome.Rejected.of(state.revision(), reason, message);
    }
}
