package io.maregistry.client;

/**
 * What became of a patch of a service.
 *
 * @param isChanged false where the service was so before
 * @param revision that the patch made, or found
 */
public record PatchedService(boolean isChanged, long revision) {}
