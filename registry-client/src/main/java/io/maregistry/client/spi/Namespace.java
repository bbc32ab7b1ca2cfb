package io.maregistry.client.spi;

import io.maregistry.model.Quota;
import java.util.List;

/**
 * A namespace with what it lists.
 *
 * @param description what it is for; empty where nobody said
 * @param quota how much it may list
 * @param revision of the registry when somebody created or changed it last; 0 = nobody did, it is there because it is used
 */
public record Namespace(String name, String description, Quota quota, long revision, Listed listed) {

    /**
     * What a namespace lists.
     *
     * @param services with at least one instance
     * @param instances in all of them
     * @param groups those with such a service, in the order of their names
     */
    public record Listed(int services, int instances, List<String> groups) {
        public Listed {
            groups = List.copyOf(groups);
        }
    }
}
