/**
 * Tests that see every module: the rules of the architecture, and what only a whole cluster can show.
 *
 * <p>Start at {@link io.maregistry.tests.ArchitectureTest}: its table says which package may use which. The other classes
 * are the promises, one suite each. Those named {@code *Test} run whole clusters in one JVM by the testkit's {@code
 * LocalCluster}; those named {@code *IT} run the built distribution as real processes, which can be killed, and the
 * scripts that a newcomer runs. Failsafe runs them after the distribution is built.
 *
 * <p>Nothing here sleeps or has a port of its own: tests await what they are after, for longer than a busy machine needs,
 * and ports are looked for.
 */
@NullMarked
package io.maregistry.tests;

import org.jspecify.annotations.NullMarked;
