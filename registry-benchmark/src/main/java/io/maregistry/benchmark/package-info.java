/** Measurements; nothing uses this package. See {@code docs/benchmarks.md}. */
@NullMarked
package io.maregistry.benchmark;

import org.jspecify.annotations.NullMarked;
