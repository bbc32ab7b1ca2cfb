package io.maregistry.client.spi;

/**
 * A version of a configuration item.
 *
 * @param revision names it, for a roll back
 * @param atMillis when it was made, epoch milliseconds on the leader's wall
 * @param isRemoval whether the item was removed then
 * @param size bytes of its text in UTF-8; 0 of a removal
 * @param contentType of its text; empty of a removal
 */
public record ConfigVersion(long revision, long atMillis, boolean isRemoval, int size, String contentType) {}
