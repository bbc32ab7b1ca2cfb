package io.maregistry.server.state;

import org.jspecify.annotations.Nullable;

/**
 * What one command changed of one item, which is what the registry keeps beside services and instances.
 *
 * @param kind of the item
 * @param key names it among those of its kind
 * @param revision the item's revision after it
 * @param previousRevision the item's revision before it; 0 where there was none
 * @param atMillis wall time of the leader, epoch milliseconds
 * @param value the item after it; null where it is gone
 */
public record ItemChange(
        Item.Kind kind,
        String key,
        long revision,
        long previousRevision,
        long atMillis,
        Cause cause,
        @Nullable Item value)
        implements Change {}
