package io.maregistry.server.state;

import io.maregistry.model.Routing;
import io.maregistry.model.Rules;

/** Rows of the state's hash for items. One writer thread. */
final class ItemRows {

    private static final int NAMESPACE = 12;
    private static final int ROUTING = 13;
    private static final int RULES = 14;

    private static final int NOTHING = 0;
    private static final int ACTIVE = 1;
    private static final int WEIGHTED = 2;

    private final Hasher hasher;

    ItemRows(Hasher hasher) {
        this.hasher = hasher;
    }

    Hasher row(Item item) {
        if (item instanceof Namespace namespace) {
            return namespace(namespace);
        }
        if (item instanceof ServiceRouting routing) {
            return routing(routing);
        }
        if (item instanceof ServiceRules rules) {
            return rules(rules);
        }
        throw new IllegalArgumentException("no row for " + item.kind());
    }

    private Hasher namespace(Namespace namespace) {
        return hasher.row(NAMESPACE)
                .add(namespace.name())
                .add(namespace.description())
                .add(namespace.quota().services())
                .add(namespace.quota().instances())
                .add(namespace.revision())
                .end();
    }

    private Hasher routing(ServiceRouting routing) {
        hasher.row(ROUTING).add(routing.namespace()).add(routing.service()).add(routing.revision());
        if (routing.routing() instanceof Routing.Active active) {
            hasher.add(ACTIVE).add(active.group());
        } else if (routing.routing() instanceof Routing.Weighted weighted) {
            hasher.add(WEIGHTED).add(weighted.weights().size());
            weighted.weights().forEach((group, weight) -> hasher.add(group).add(weight));
        } else {
            hasher.add(NOTHING);
        }
        return hasher.end();
    }

    private Hasher rules(ServiceRules ruled) {
        Rules rules = ruled.rules();
        hasher.row(RULES).add(ruled.service().key()).add(rules.metadata().size());
        rules.metadata().forEach((key, value) -> hasher.add(key).add(value));
        return hasher.add(rules.ttlMillis())
                .add(rules.ratioPerMille())
                .add(ruled.revision())
                .end();
    }
}
