/**
 * The gRPC port: {@code maregistry.v1.Registry}, {@code grpc.health.v1} and reflection, on the event loops of the node.
 *
 * <p>Start with {@link io.maregistry.server.grpc.GrpcServer}. {@code RegistryCalls} has one method for each of the
 * service's and hands it to the class of its kind: {@code WriteCalls}, {@code ReadCalls}, {@code KeepAliveStream},
 * {@code WatchStream}. {@code Replies} answers a call once, {@code CallErrors} is the only place that knows how a failure
 * looks, {@code Headers} makes the labels of an answer. Messages are made of the model by {@code wire}, those of views and
 * watch events by {@code Messages}.
 *
 * <p>Threads: a call runs on the event loop of its connection, from its first message to its last, and never blocks it.
 * Long replies are made on the {@code WorkPool}, long lists of a watch in parts. Stages come back from other threads and hop to the call's loop.
 *
 * <p>Invariants: a stream is written only as fast as its client reads, what waits meanwhile waits in its subscriptions and
 * collapses there; at a stop each stream is told so and ended before the port closes.
 */
@NullMarked
package io.maregistry.server.grpc;

import org.jspecify.annotations.NullMarked;
