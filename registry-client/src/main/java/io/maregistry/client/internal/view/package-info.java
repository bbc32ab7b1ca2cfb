/**
 * What this process knows of the services that it uses: one immutable list for each, kept by a watch.
 *
 * <p>{@link io.maregistry.client.internal.view.LocalView} is the way in. A reader looks up a {@code KnownService} and
 * reads one volatile field: nothing is allocated, and the same list comes back until it changes.
 * {@link io.maregistry.client.internal.view.WatchLoop} keeps one stream open, goes to another node when it ends, and folds
 * what it is told; {@code AddPlan} has the adds of that stream, {@code Fold} what a change makes of a list, {@code Silence}
 * says when a node hangs, and {@code Rests} which one is left alone. {@code FirstLists} reads what the watch does not tell in
 * time; where no watch can be opened, {@code Polling} asks for the revisions and reads what moved. {@code DiskCache} keeps a
 * copy of each list for a start without any node.
 *
 * <p>Promises: within one line of revisions a list never goes back, and {@code Lineages} says when another line counts; a
 * list is never emptied because the registry is away, it is labelled stale; whoever reads during a reset has the list from
 * before it until the new one is there.
 *
 * <p>Threads: events come on the threads of the {@link io.maregistry.client.internal.view.WatchSource}, timers on those of
 * {@link io.maregistry.client.internal.view.Alarms}. Locks are taken in the order loop, service, lineages, and none is held while
 * listeners are called, which is done by the thread {@code maregistry-client-listeners}.
 */
@NullMarked
package io.maregistry.client.internal.view;

import org.jspecify.annotations.NullMarked;
