/**
 * What every protocol of a node shares with the others: {@link io.maregistry.server.net.EventLoops} serve connections and must
 * never block, {@link io.maregistry.server.net.WorkPool} does what takes longer than they can wait, a {@link
 * io.maregistry.server.net.Budget} bounds what all connections hold together.
 *
 * <p>Not here: what is done on them.
 */
@NullMarked
package io.maregistry.server.net;

import org.jspecify.annotations.NullMarked;
