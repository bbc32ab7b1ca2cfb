/**
 * Calls to one node over gRPC: the only package of the client beside the resolver that knows grpc-java.
 *
 * <p>{@link io.maregistry.client.internal.transport.Transport} is what the packages above see; {@link
 * io.maregistry.client.internal.transport.GrpcTransport} keeps one channel for each node, made when it is first called.
 * Answers and messages arrive on the transport's one event loop thread, which nothing may block. A call that fails says
 * so with {@link io.maregistry.client.internal.transport.CallFailure}: the kind of the error, whether the node was
 * reached at all, and where the leader is if the node knew. Which node is called and what follows from a failure is
 * decided in {@code routing}.
 */
@NullMarked
package io.maregistry.client.internal.transport;

import org.jspecify.annotations.NullMarked;
