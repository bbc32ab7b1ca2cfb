package io.maregistry.client.spi;

import io.maregistry.error.RegistryException;

/**
 * What becomes of a registration behind its owner's back. Called by a thread of the client, one call at a time for one
 * registration: it must not block. What it throws is logged and changes nothing.
 */
public interface RegistrationListener {

    /** The registry did not list the instance any more; it was registered again with the same content. */
    default void registeredAgain() {}

    /** The registry refuses the instance for good: it is not renewed any more. */
    default void lost(RegistryException refusal) {}
}
