/**
 * Who hears of what: {@link io.maregistry.server.watch.Watches} hands the changes of the state, in the order of their
 * revisions, to {@link io.maregistry.server.watch.Subscription}s, each of which a transport empties at its own pace.
 *
 * <p>The applying thread only puts a batch into the inbox. One thread, {@link
 * io.maregistry.server.watch.WatchThread}, keeps the ring of recent changes and
 * the index from services to subscriptions, and fills the subscriptions' queues. A subscription whose queue grows too long
 * lets go of the single changes and remembers the services concerned: it will tell their whole lists, all of one root. So
 * a slow subscriber costs a bounded amount of memory and slows nobody down.
 *
 * <p>Promise: what a subscription tells is, after every event with a resume point, exactly the state of its services at
 * that revision; going on from that point, on any node, leaves out nothing and tells nothing twice, or begins with a
 * {@code reset}. The design is in {@code docs/design/watch.md}.
 *
 * <p>Not here: how events look on the wire, and who may watch.
 */
@NullMarked
package io.maregistry.server.watch;

import org.jspecify.annotations.NullMarked;
