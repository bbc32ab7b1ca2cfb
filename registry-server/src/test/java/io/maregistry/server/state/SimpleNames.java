package io.maregistry.server.state;

import io.maregistry.model.Parameters;
import io.maregistry.model.Quota;
import io.maregistry.model.Routing;
import io.maregistry.model.Rules;
import io.maregistry.model.ServiceName;
import io.maregistry.model.ServicePatch;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Namespaces, routings and rules of services once more, for {@link SimpleModel}. */
final class SimpleNames {

    final Map<String, Namespace> namespaces = new TreeMap<>();
    final Map<String, ServiceRouting> routings = new TreeMap<>();
    final Map<String, ServiceRules> rules = new TreeMap<>();
    private final SimpleModel model;

    SimpleNames(SimpleModel model) {
        this.model = model;
    }

    String apply(Command command) {
        if (command instanceof PutNamespace put) {
            return put(put);
        }
        if (command instanceof PatchService patch) {
            return patch(patch);
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
                || routings.values().stream().anyMatch(one -> one.namespace().equals(name) && one.routing() != null)
                || rules.values().stream()
                        .anyMatch(one -> one.service().namespace().equals(name));
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
        for (ServiceRules each : List.copyOf(rules.values())) {
            if (each.service().namespace().equals(command.name())) {
                rules.remove(each.key());
                model.nextItemRevision();
            }
        }
        if (namespaces.remove(command.name()) != null) {
            model.nextRevision();
        }
        return "DONE";
    }

    private String patch(PatchService command) {
        String key = command.service().key();
        ServiceRules before = rules.get(key);
        if (before == null && isRefused(command.service().namespace())) {
            return "NO_SUCH_NAMESPACE";
        }
        long at = before == null ? 0 : before.revision();
        if (command.onlyAtRevision() >= 0 && command.onlyAtRevision() != at) {
            return "REVISION_MISMATCH";
        }
        Rules old = before == null ? Rules.NONE : before.rules();
        ServicePatch patch = command.patch();
        Map<String, String> pairs = new TreeMap<>(
                patch.metadata().clears() ? Map.of() : old.metadata().asMap());
        patch.metadata().removed().forEach(pairs::remove);
        pairs.putAll(patch.metadata().set().asMap());
        if (!patch.metadata().set().isEmpty() && pairs.size() > command.room().parameters()) {
            return "INVALID_PATCH";
        }
        Long ttl = patch.ttlMillis().of(old.ttlMillis());
        Integer ratio = patch.ratioPerMille().of(old.ratioPerMille());
        Rules now = new Rules(Parameters.of(pairs), ttl == null ? -1 : ttl, ratio == null ? -1 : ratio);
        if (now.equals(old)) {
            return "UNCHANGED";
        }
        long revision = model.nextItemRevision();
        if (now.equals(Rules.NONE)) {
            rules.remove(key);
        } else {
            rules.put(key, new ServiceRules(command.service(), now, revision));
        }
        return "UPDATED";
    }

    /** The settings with what is said of that service. */
    Settings settings(String key) {
        Settings all = model.settings;
        ServiceRules own = rules.get(key);
        if (own == null) {
            return all;
        }
        Settings.Doubt doubt = all.doubt();
        int ratio = own.rules().ratioPerMille();
        long ttl = own.rules().ttlMillis();
        return new Settings(
                ttl < 0 ? all.defaultTtlMillis() : ttl,
                all.offlineGraceMillis(),
                new Settings.Doubt(
                        ratio < 0 ? doubt.ratioPerMille() : ratio,
                        doubt.min(),
                        doubt.ratePerMille(),
                        doubt.holdMillis()),
                all.renewBumpsVersion(),
                all.limits(),
                all.strictNamespaces());
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
