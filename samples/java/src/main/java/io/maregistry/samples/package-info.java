/**
 * A provider and a consumer in plain Java, to be read and copied from: {@link io.maregistry.samples.Provider} serves a
 * greeting and registers itself, {@link io.maregistry.samples.Consumer} discovers all that do, and calls them in turn.
 */
@NullMarked
package io.maregistry.samples;

import org.jspecify.annotations.NullMarked;
