package io.maregistry.client.spi;

import io.maregistry.model.ConfigName;

/**
 * What a configuration item says.
 *
 * @param contentType as its publisher called it
 * @param revision at which it was published; what it is compared and set with
 */
public record ConfigValue(ConfigName name, String content, String contentType, long revision) {

    /** Whether it says the same, at whatever revision. */
    public boolean saysTheSameAs(ConfigValue other) {
        return name.equals(other.name) && content.equals(other.content) && contentType.equals(other.contentType);
    }
}
