package io.maregistry.wire;

import io.maregistry.model.Content;
import io.maregistry.model.InstanceId;

/**
 * What a client says of an instance when it registers or names it.
 *
 * @param enabled counts for a new instance only
 */
public record InstanceRequest(InstanceId id, Content content, boolean enabled) {}
