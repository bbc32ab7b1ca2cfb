package io.maregistry.client.spi;

import io.maregistry.model.ConfigName;

/**
 * Hears what a configuration item says. Called on the client's listener thread, one call after the other; what it throws is
 * logged.
 */
public interface ConfigListener {

    /** The item says that now; the first call tells what it says already. */
    void onPublished(ConfigValue value);

    /** There is no such item any more. */
    default void onRemoved(ConfigName name) {}
}
