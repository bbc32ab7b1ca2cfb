package io.maregistry.server.state;

import io.maregistry.model.RequestId;
import io.maregistry.model.ServiceName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Take a namespace away. One in which there is something is refused, unless all of that is to go with it: then it goes in
 * this one step, each service by a change of its own. {@code public} stays in any case.
 *
 * @param request names the write where the client wants to repeat it safely; null where it does not
 * @param force whether what is in the namespace goes as well
 */
public record DeleteNamespace(@Nullable RequestId request, String name, boolean force) implements Command {

    @Override
    public Outcome applyTo(Working state) {
        if (name.equals(ServiceName.DEFAULT_NAMESPACE)) {
            return notEmpty(state, "namespace " + name + " stays");
        }
        if (!state.hasNamespace(name)) {
            return Outcome.Rejected.of(
                    state.revision(), Outcome.Rejected.Reason.NO_SUCH_NAMESPACE, "there is no namespace " + name);
        }
        int instances = state.services().spaces().instances(name);
        List<ConfigItem> configs = state.configs().itemsIn(name);
        List<ServiceRules> ruled = state.items().rules().in(name);
        boolean isUsed =
                instances > 0 || state.items().routings().areIn(name) || !ruled.isEmpty() || !configs.isEmpty();
        if (isUsed && !force) {
            return notEmpty(
                    state,
                    "namespace " + name + " lists " + state.services().spaces().services(name) + " services and "
                            + instances + " instances, and has " + routings(state) + " routings"
                            + (ruled.isEmpty() ? "" : " and rules of " + ruled.size() + " services")
                            + (configs.isEmpty() ? "" : " and " + configs.size() + " configuration items"));
        }
        if (isUsed) {
            empty(state);
            ruled.forEach(rules -> remove(state, rules, state.nextItemRevision()));
            configs.forEach(item -> new ConfigWrite(state, item.name()).remove(Change.Cause.OPERATOR));
        }
        Namespace row = state.items().namespaces().get(name);
        if (row != null) {
            remove(state, row, state.nextRevision());
        }
        return new Outcome.Done(state.revision());
    }

    private int routings(Working state) {
        return state.items().routings().in(name).size();
    }

    private void empty(Working state) {
        state.removeAllIn(name, Change.Cause.OPERATOR);
        for (ServiceRouting routing : state.items().routings().in(name)) {
            remove(state, routing, state.nextRevision());
        }
    }

    private static void remove(Working state, Item item, long at) {
        state.items().remove(item, at);
        state.gone(item, at, Change.Cause.OPERATOR);
    }

    private static Outcome notEmpty(Working state, String message) {
        return Outcome.Rejected.of(state.revision(), Outcome.Rejected.Reason.NOT_EMPTY, message);
    }
}
