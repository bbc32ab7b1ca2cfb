package io.maregistry.server.state;

import io.maregistry.model.Quota;
import io.maregistry.model.Routing;
import io.maregistry.model.ServiceName;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** The rules of namespaces and routings once more, for {@link SimpleModel}. */
final class SimpleNames {

    final Map<String, Namespace> namespaces = new TreeMap<>();
    final Map<String, ServiceRouting> routings = new TreeMap<>();
    private final SimpleModel model;

    SimpleNames(SimpleModel model) {
        this.model = model;
    }

    String apply(Command command) {
        if (command instanceof PutNamespace put) {
            return put(put);
        }
        return command instanceof DeleteNamespace delete ? delete(delete) : route((SetRouting) command);
    }

    private String put(PutNamespace command) {
        Namespace before = namespaces.get(command.name());
        if (before == null && !command.creates() && !isThere(command.name())) {
            return "NO_SUCH_NAMESPACE";
        }
        Namespace now = before == null ? Namespace.unnamed(command.name()) : before;
        String description = command.patch().applyTo(now.description());
        Quota quota = command.patch().applyTo(now.quota());
        if (before != null
                && before.description().equals(description)
                && before.quota().equals(quota)) {
            return "SAME";
        }
        namespaces.put(command.name(), new Namespace(command.name(), description, quota, model.nextRevision()));
        return before == null ? "CREATED" : "UPDATED";
    }

    private boolean isThere(String name) {
        return name.equals("public") || namespaces.containsKey(name) || isUsed(name);
    }

    private boolean isUsed(String name) {
        return model.servicesOf(name).values().stream().anyMatch(service -> !service.instances.isEmpty())
                || routings.values().stream().anyMatch(one -> one.namespace().equals(name) && one.routing() != null);
    }

    private String delete(DeleteNamespace command) {
        if (command.name().equals("public")) {
            return "NOT_EMPTY";
        }
        if (!isThere(command.name())) {
            return "NO_SUCH_NAMESPACE";
        }
        if (isUsed(command.name()) && !command.force()) {
            return "NOT_EMPTY";
        }
        for (SimpleModel.Service service : model.servicesOf(command.name()).values()) {
            if (!service.instances.isEmpty()) {
                service.instances.clear();
                model.changed(service);
            }
        }
        for (ServiceRouting routing : List.copyOf(routings.values())) {
            if (routing.namespace().equals(command.name()) && routing.routing() != null) {
                routings.put(routing.key(), routing.cleared(model.nextRevision()));
            }
        }
        if (namespaces.remove(command.name()) != null) {
            model.nextRevision();
        }
        return "DONE";
    }

    private String route(SetRouting command) {
        if (isRefused(command.namespace())) {
            return "NO_SUCH_NAMESPACE";
        }
        String key = command.namespace() + "/" + command.service();
        ServiceRouting before = routings.get(key);
        Routing old = before == null ? null : before.routing();
        if (!Objects.equals(old, command.routing())) {
            routings.put(
                    key,
                    new ServiceRouting(
                            command.namespace(), command.service(), command.routing(), model.nextRevision()));
        }
        return "DONE";
    }

    private boolean isRefused(String namespace) {
        return model.settings.strictNamespaces() && !namespace.equals("public") && !namespaces.containsKey(namespace);
    }

    /** Why a new identity may not be registered; empty where it may. */
    String refusal(Register command) {
        ServiceName service = command.service();
        if (isRefused(service.namespace())) {
            return "NO_SUCH_NAMESPACE";
        }
        Namespace namespace = namespaces.get(service.namespace());
        Map<String, SimpleModel.Service> own = model.servicesOf(service.namespace());
        SimpleModel.Service target = own.get(service.key());
        if (namespace == null || target != null && model.takesAPlace(target, command)) {
            return "";
        }
        long services =
                own.values().stream().filter(one -> !one.instances.isEmpty()).count()
                        + (target == null || target.instances.isEmpty() ? 1 : 0);
        long instances =
                own.values().stream().mapToLong(one -> one.instances.size()).sum() + 1;
        Quota quota = namespace.quota();
        boolean isOver = quota.services() > 0 && services > quota.services()
                || quota.instances() > 0 && instances > quota.instances();
        return isOver ? "QUOTA_EXCEEDED" : "";
    }
}
