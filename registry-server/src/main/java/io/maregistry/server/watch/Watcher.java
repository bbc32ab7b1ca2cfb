package io.maregistry.server.watch;

/**
 * One who watches, as others are shown it.
 *
 * @param name what it is called on this node and by which it is confirmed for
 * @param address where it is connected from
 * @param acknowledges whether it says itself what it has taken in; else what was written to its connection counts
 */
public record Watcher(String name, String address, boolean acknowledges) {}
