package io.maregistry.client.naming;

import io.maregistry.client.internal.Required;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * All data of a registry, as the plan's v5 has it. Immutable.
 *
 * @param registry the instances of each service
 * @param versions the version of each service
 * @param timestamps when each instance renewed last, by {@code service@url}, epoch milliseconds
 * @param version the version of the whole
 */
public record Snapshot(
        Map<String, List<InstanceMeta>> registry,
        Map<String, Long> versions,
        Map<String, Long> timestamps,
        long version) {

    public Snapshot {
        registry = Required.map("registry", registry).entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, each -> List.copyOf(each.getValue())));
        versions = Required.map("versions", versions);
        timestamps = Required.map("timestamps", timestamps);
    }
}
