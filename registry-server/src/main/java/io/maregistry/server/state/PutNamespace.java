package io.maregistry.server.state;

import io.maregistry.model.NamespacePatch;
import io.maregistry.model.Quota;
import io.maregistry.model.RequestId;
import io.maregistry.model.ServiceName;
import org.jspecify.annotations.Nullable;

/**
 * Create a namespace, or change what somebody names of one. The command carries the patch and not what it should lead to, so
 * that of two that were written at once neither undoes the other.
 *
 * @param request names the write where the client wants to repeat it safely; null where it does not
 * @param creates whether one that is not there is created; else it is refused
 */
public record PutNamespace(@Nullable RequestId request, String name, NamespacePatch patch, boolean creates)
        implements Command {

    public PutNamespace {
        ServiceName.checkNamespace(name);
    }

    @Override
    public Outcome applyTo(Working state) {
        Namespaces namespaces = state.items().namespaces();
        Namespace before = namespaces.get(name);
        if (before == null) {
            if (!creates && !state.hasNamespace(name)) {
                return Outcome.Rejected.of(
                        state.revision(), Outcome.Rejected.Reason.NO_SUCH_NAMESPACE, "there is no namespace " + name);
            }
            if (namespaces.view().size() >= Namespaces.MAX) {
                return Outcome.Rejected.of(
                        state.revision(),
                        Outcome.Rejected.Reason.QUOTA_EXCEEDED,
                        "there are " + Namespaces.MAX + " namespaces already");
            }
        }
        String description = patch.applyTo(before == null ? "" : before.description());
        Quota quota = patch.applyTo(before == null ? Quota.UNLIMITED : before.quota());
        if (before != null
                && before.description().equals(description)
                && before.quota().equals(quota)) {
            return new Outcome.Namespaced(before.revision(), Outcome.Namespaced.Kind.SAME, before);
        }
        Namespace now = new Namespace(name, description, quota, state.nextRevision());
        namespaces.put(now);
        state.changed(now, before == null ? 0 : before.revision(), Change.Cause.OPERATOR);
        return new Outcome.Namespaced(
                now.revision(),
                before == null ? Outcome.Namespaced.Kind.CREATED : Outcome.Namespaced.Kind.UPDATED,
                now);
    }
}
