package io.maregistry.server.state;

/** What the registry keeps beside services and instances, each kind in its own place. The applying thread alone. */
final class Items {

    private final Namespaces namespaces;
    private final Routings routings;

    Items(RowSum rows, Services services) {
        this.namespaces = new Namespaces(rows);
        this.routings = new Routings(rows, services);
    }

    Namespaces namespaces() {
        return namespaces;
    }

    Routings routings() {
        return routings;
    }

    /** All of that kind, by their keys. */
    SortedTree<String, ? extends Item> of(Item.Kind kind) {
        return switch (kind) {
            case NAMESPACE -> namespaces.view();
            case ROUTING -> routings.view();
            case RULES, CONFIG -> throw new IllegalArgumentException("nothing of " + kind + " is kept");
        };
    }

    void put(Item item) {
        if (item instanceof Namespace namespace) {
            namespaces.put(namespace);
        } else if (item instanceof ServiceRouting routing) {
            routings.put(routing);
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
        } else {
            throw new IllegalArgumentException("nothing of " + item.kind() + " is kept");
        }
    }
}
