/**
 * What users of the client implement, pass in or are handed: lists of services, listeners, load balancing, options.
 *
 * <p>Values are immutable and may be used by any thread; each interface says which thread calls it.
 */
@NullMarked
package io.maregistry.client.spi;

import org.jspecify.annotations.NullMarked;
