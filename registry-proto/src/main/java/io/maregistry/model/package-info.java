/**
 * The vocabulary of the registry as immutable values: what a service is called, what identifies an instance in it, what
 * a client says of an instance ({@link io.maregistry.model.Content}), what an operator says of it
 * ({@link io.maregistry.model.Operator}) and what the registry makes of both ({@link io.maregistry.model.Instance}).
 *
 * <p>The hierarchy is {@code Namespace -> Group -> Service -> Instance[]}. A service is named by
 * {@link io.maregistry.model.ServiceName}, whose {@linkplain io.maregistry.model.ServiceName#key() key} is the bare name
 * in the default namespace and group, so that plain documents look as they always did. An instance is identified inside
 * its service by scheme, host, port and context, never by its parameters.
 *
 * <p>Every value checks itself when it is made and says name, value and rule in an {@link
 * java.lang.IllegalArgumentException}; the limits that depend on a deployment live elsewhere. All types are immutable and
 * may be shared between threads. Nothing here knows JSON, protobuf, a clock or the network.
 *
 * <p>Start with {@link io.maregistry.model.Instance}.
 */
@NullMarked
package io.maregistry.model;

import org.jspecify.annotations.NullMarked;
