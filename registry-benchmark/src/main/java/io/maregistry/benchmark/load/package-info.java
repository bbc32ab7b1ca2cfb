/**
 * Load from outside, over loopback, on real server processes: closed loops of HTTP requests beside a bare Netty server
 * that answers the same bytes, the gap in acknowledged writes while the leader is away, the time a node takes to
 * start, and the Java client beside the bare gRPC stub. {@code scripts/bench} runs all of it; {@link io.maregistry.benchmark.load.Main} is one step of it.
 *
 * <p>Everything is bounded by time or number. The client takes CPU on the same machine; figures of two servers compare
 * only where both were measured in one run.
 */
@NullMarked
package io.maregistry.benchmark.load;

import org.jspecify.annotations.NullMarked;
