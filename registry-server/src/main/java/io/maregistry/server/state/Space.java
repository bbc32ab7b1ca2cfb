package io.maregistry.server.state;

import java.util.List;

/**
 * What a namespace lists, counted as it comes and goes.
 *
 * @param services with at least one instance
 * @param instances in all of them
 * @param groups those with such a service, in the order of their keys
 * @param known those with a service that is known, be it emptied; in the order of their keys
 */
public record Space(String namespace, int services, int instances, List<String> groups, List<String> known) {

    static final SortedTree.Order<String, Space> BY_NAMESPACE = new SortedTree.Order<>() {
        @Override
        public String keyOf(Space value) {
            return value.namespace;
        }

        @Override
        public int compare(String key, Space value) {
            return key.compareTo(value.namespace);
        }
    };

    public Space {
        groups = List.copyOf(groups);
        known = List.copyOf(known);
    }

    /** One that lists nothing. */
    public static Space empty(String namespace) {
        return new Space(namespace, 0, 0, List.of(), List.of());
    }
}
