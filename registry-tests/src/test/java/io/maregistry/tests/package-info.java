/**
 * Tests that see every module: the rules of the architecture, and what only a whole cluster can show.
 *
 * <p>Start at {@link io.maregistry.tests.ArchitectureTest}: its table says which package may use which. Classes named
 * {@code *IT} run under Failsafe after the distribution is built; the others run under Surefire.
 */
@NullMarked
package io.maregistry.tests;

import org.jspecify.annotations.NullMarked;
