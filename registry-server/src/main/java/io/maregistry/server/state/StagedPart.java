package io.maregistry.server.state;

import java.util.List;

/**
 * A part of a document that is being restored.
 *
 * @param services parts of services; a service may go on in the next part
 * @param configs versions of configuration items, those of one item oldest first
 * @param items what the document has beside these, each once
 */
public record StagedPart(List<StagedService> services, List<StagedConfig> configs, List<Item> items) {

    public StagedPart {
        services = List.copyOf(services);
        configs = List.copyOf(configs);
        items = List.copyOf(items);
    }

    /** One of services and configuration items. */
    public StagedPart(List<StagedService> services, List<StagedConfig> configs) {
        this(services, configs, List.of());
    }

    /** One of services alone. */
    public static StagedPart of(List<StagedService> services) {
        return new StagedPart(services, List.of());
    }
}
