/**
 * Finds the node for each call and follows the cluster as it changes, so that the packages above see one registry that is
 * slow now and then, and not nodes that come and go.
 *
 * <p>{@link io.maregistry.client.internal.routing.RoutedCalls} is what they use. {@link
 * io.maregistry.client.internal.routing.Router} keeps it: a write goes to the leader, a read to the nearest node that
 * answers. What a failure means is decided by its kind alone ({@code RoutedCall}): a refusal that cannot heal is told at
 * once; everything else is tried again on the next node, and, when all have been tried, after a back-off, until the
 * deadline. Each try of a write carries the same request id, so that it is done once. {@code Nodes} knows who the members
 * are, which of them answers and how fast; {@code MemberLookup} asks them. Reads carry the highest revision that was seen,
 * so that a slower node waits rather than answers with an older state.
 *
 * <p>No thread of its own: it runs on those of its callers, of the transport and of the scheduler, and never blocks; only the
 * user's source of addresses may, on the threads for look-ups.
 */
@NullMarked
package io.maregistry.client.internal.routing;

import org.jspecify.annotations.NullMarked;
