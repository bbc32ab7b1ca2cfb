package io.maregistry.server.state;

import io.maregistry.model.RequestId;
import io.maregistry.model.Rules;
import io.maregistry.model.ServiceName;
import io.maregistry.model.ServicePatch;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Change what an operator wants of a service, which need not list anything yet. The command carries the patch and not what it
 * should lead to, so that of two that were written at once neither undoes the other.
 *
 * <p>The rules stay until another patch takes them away, or their namespace is deleted; instances come and go under them.
 *
 * @param request names the write where the client wants to repeat it safely; null where it does not
 * @param onlyAtRevision the rules must have been changed last at that revision, 0 = there must be none; {@link
 *     PatchInstance#ANY_REVISION} = at whatever
 * @param room how much metadata there may be where the patch adds to it
 */
public record PatchService(
        @Nullable RequestId request,
        ServiceName service,
        long onlyAtRevision,
        ServicePatch patch,
        PatchInstance.Room room)
        implements Command {

    @Override
    public Outcome applyTo(Working state) {
        ServiceRules before = state.items().rules().get(service);
        if (before == null && !state.items().namespaces().isLawful(service.namespace(), state.settings())) {
            return Outcome.Rejected.of(
                    state.revision(),
                    Outcome.Rejected.Reason.NO_SUCH_NAMESPACE,
                    "namespace " + service.namespace() + " has to be created first");
        }
        long at = before == null ? 0 : before.revision();
        if (onlyAtRevision != PatchInstance.ANY_REVISION && onlyAtRevision != at) {
            return Outcome.Rejected.of(
                    at, // with which it may be tried again
                    Outcome.Rejected.Reason.REVISION_MISMATCH,
                    "the rules of the service are at revision " + at + ", not " + onlyAtRevision);
        }
        Rules old = before == null ? Rules.NONE : before.rules();
        Rules now = patch.applyTo(old);
        String fault = patch.metadata().set().isEmpty() ? null : room.faultOf("metadata", now.metadata());
        if (fault != null) {
            return Outcome.Rejected.of(state.revision(), Outcome.Rejected.Reason.INVALID_PATCH, fault);
        }
        if (now.equals(old)) {
            return new Outcome.Patched(before == null ? state.revision() : at, false, Optional.empty());
        }
        String over = now.equals(Rules.NONE)
                ? ""
                : state.items().rules().overLimit(before, new ServiceRules(service, now, at));
        if (!over.isEmpty()) {
            return Outcome.Rejected.of(state.revision(), Outcome.Rejected.Reason.QUOTA_EXCEEDED, over);
        }
        return new Outcome.Patched(put(state, before, now), true, Optional.empty());
    }

    /** Gives the revision of the change. */
    private long put(Working state, @Nullable ServiceRules before, Rules now) {
        long revision = state.nextItemRevision();
        if (before != null && now.equals(Rules.NONE)) {
            state.items().remove(before, revision);
            state.gone(before, revision, Change.Cause.OPERATOR);
        } else {
            ServiceRules after = new ServiceRules(service, now, revision);
            state.items().put(after);
            state.changed(after, before == null ? 0 : before.revision(), Change.Cause.OPERATOR);
        }
        return revision;
    }
}
