/**
 * The documents' interfaces on top of a client. {@link io.maregistry.client.internal.naming.ClientNaming} is the naming
 * service of the Redis based registry, over the client's registrations and its local view; {@link
 * io.maregistry.client.internal.naming.ClientRegistryService} is the plan's registry service, over single calls.
 *
 * <p>What gRPC does not offer goes by HTTP, in {@link io.maregistry.client.internal.naming.HttpCalls}: renewals that move
 * the documents' versions, and snapshots. Both need {@link io.maregistry.client.internal.naming.Client}, which is what they
 * see of the client: they never close it.
 */
@NullMarked
package io.maregistry.client.internal.naming;

import org.jspecify.annotations.NullMarked;
