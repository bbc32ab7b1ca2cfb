/**
 * What can go wrong, sorted by what the caller may conclude: {@link io.maregistry.error.RegistryException} is sealed,
 * and each of its kinds says whether the thing asked for was done, surely not done, or of unknown outcome. Catch by kind
 * and look at {@link io.maregistry.error.RegistryException#code()}, never at the message.
 *
 * <p>How a kind looks on a wire (HTTP status, gRPC status) is one table in the {@code wire} package.
 */
@NullMarked
package io.maregistry.error;

import org.jspecify.annotations.NullMarked;
