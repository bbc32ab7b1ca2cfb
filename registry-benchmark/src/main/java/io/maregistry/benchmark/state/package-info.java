/**
 * What the collections of the state core were chosen by. {@link io.maregistry.benchmark.state.CollectionsBenchmark}
 * compares ways to keep services and their instances, {@link io.maregistry.benchmark.state.RegistryStateBenchmark}
 * measures the state as it is, {@link io.maregistry.benchmark.state.HeapReport} weighs both. What came out is in
 * {@code docs/design/state.md}.
 *
 * <p>Every shape holds the same number of instances in services of different sizes, and operations go to random services
 * and instances: so the figures of two shapes differ by the size of a service alone, not by what fits into a cache.
 */
@NullMarked
package io.maregistry.benchmark.state;

import org.jspecify.annotations.NullMarked;
