package io.maregistry.server.state;

/** What the registry keeps beside services and instances, each kind in its own place. The applying thread alone. */
final class Items {

    private final Namespaces namespaces;
    private final Routings routings;
    private final RuledServices rules;

    Items(RowSum rows, Services services) {
        this.namespaces = new Namespaces(rows);
        this.routings = new Routings(rows, services);
        this.rules = new RuledServices(rows);
    }

    Namespaces namespaces() {
        return namespaces;
    }

    Routings routings() {
        return routings;
    }

    RuledServices rules() {
        return rules;
    }

    /** All of that kind, by their keys. */
    SortedTree<String, ? extends Item> of(Item.Kind kind) {
        return switch (kind) {
            case NAMESPACE -> namespaces.view();
            case ROUTING -> routings.view();
            case RULES -> rules.view();
            case CONFIG -> throw new IllegalArgumentException("nothing of " + kind + " is kept");
        };
    }

    void put(Item item) {
        if (item instanceof Namespace namespace) {
            namespaces.put(namespace);
        } else if (item instanceof ServiceRouting routing) {
            routings.put(routing);
        } else if (item instanceof ServiceRules ruled) {
            rules.put(ruled);
        } else {
            throw new IllegalArgumentException("nothing of " + item.kind() + " is kept");
        }
    }

    /** Takes the item away, as at that revision. */
    void remove(Item item, long at) {
        if (item instanceof Namespace namespace) {
            namespaces.remove(namespace.name());
        } else if (item instanceof ServiceRouting routing) {
            routings.put(routing.cleared(at));
        } else if (item instanceof ServiceRules ruled) {
            rules.remove(ruled.key());
        } else {
            throw new IllegalArgumentException("nothing of " + item.kind() + " is kept");
        }
    }
}
