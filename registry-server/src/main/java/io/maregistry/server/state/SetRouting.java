package io.maregistry.server.state;

import io.maregistry.model.RequestId;
import io.maregistry.model.Routing;
import io.maregistry.model.ServiceName;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Have other groups of a service get its calls from now on: all that read the active ones see the switch at once. The
 * service need not list anything yet.
 *
 * @param request names the write where the client wants to repeat it safely; null where it does not
 * @param routing null = the default group alone
 */
public record SetRouting(
        @Nullable RequestId request,
        String namespace,
        String service,
        @Nullable Routing routing) implements Command {

    public SetRouting {
        var unused = ServiceName.of(namespace, ServiceName.DEFAULT_GROUP, service);
    }

    @Override
    public Outcome applyTo(Working state) {
        if (!state.items().namespaces().isLawful(namespace, state.settings())) {
            return Outcome.Rejected.of(
                    state.revision(),
                    Outcome.Rejected.Reason.NO_SUCH_NAMESPACE,
                    "namespace " + namespace + " has to be created first");
        }
        Routings routings = state.items().routings();
        ServiceRouting before = routings.get(namespace, service);
        Routing old = before == null ? null : before.routing();
        if (Objects.equals(old, routing)) {
            return new Outcome.Done(before == null ? state.revision() : before.revision());
        }
        if (old == null && routings.size() >= Routings.MAX) {
            return Outcome.Rejected.of(
                    state.revision(),
                    Outcome.Rejected.Reason.QUOTA_EXCEEDED,
                    "there are " + Routings.MAX + " routings already");
        }
        ServiceRouting now = new ServiceRouting(namespace, service, routing, state.nextRevision());
        routings.put(now);
        if (routing == null && before != null) {
            state.gone(before, now.revision(), Change.Cause.OPERATOR);
        } else {
            state.changed(now, before == null ? 0 : before.revision(), Change.Cause.OPERATOR);
        }
        return new Outcome.Done(now.revision());
    }
}
