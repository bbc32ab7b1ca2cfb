package io.maregistry.client;

import io.maregistry.model.Instance;
import java.util.Optional;

/**
 * What became of a patch.
 *
 * @param isChanged false where the instance was so before
 * @param revision that the patch made, or found
 * @param instance as it is now; empty where the registry was asked once more and the instance has left since
 */
public record PatchedInstance(boolean isChanged, long revision, Optional<Instance> instance) {}
