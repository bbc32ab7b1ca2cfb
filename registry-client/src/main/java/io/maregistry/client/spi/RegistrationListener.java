package io.maregistry.client.spi;

import io.maregistry.error.RegistryException;

/**
 * What becomes of a registration behind its owner's back. Called by the client's one thread for listeners, one call at a
 * time: while it blocks, other listeners wait, and what happens to the registration meanwhile is told once. What it throws
 * is logged and changes nothing.
 */
public interface RegistrationListener {

    /** The registry did not list the instance any more; it was registered again with the same content. */
    default void registeredAgain() {}

    /** The registry refuses the instance for good: it is not renewed any more. */
    default void lost(RegistryException refusal) {}
}
