/**
 * The interfaces of the documents that this registry was made from, for programs that were written against them.
 *
 * <p>{@link io.maregistry.client.naming.NamingService} is that of the Redis based registry: a provider's side and a
 * consumer's. {@link io.maregistry.client.naming.RegistryService} is that of the plan, whose methods are the routes of its
 * HTTP API. Their words are the documents' ({@code deregister}, {@code sendHeartbeat}); everywhere else ours are used.
 *
 * <p>All methods may be called by any thread; those that ask a node block until it has answered, for the client's deadline
 * at most. Unlawful arguments are an {@code IllegalArgumentException} that names them; what a node refuses, or no node
 * answers, is an {@link io.maregistry.error.RegistryException} by what may be concluded.
 */
@NullMarked
package io.maregistry.client.naming;

import org.jspecify.annotations.NullMarked;
