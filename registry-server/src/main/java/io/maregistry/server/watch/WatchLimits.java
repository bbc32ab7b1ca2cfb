package io.maregistry.server.watch;

/**
 * How much is kept for subscribers.
 *
 * @param ring changes kept for those that come back
 * @param ringBytes what these may take; whichever bound is reached first counts
 * @param queue changes that may wait for one subscriber before they collapse into lists
 * @param queueBytes what these may take
 * @param subscriptions how many there may be at once
 */
public record WatchLimits(int ring, long ringBytes, int queue, long queueBytes, int subscriptions) {}
