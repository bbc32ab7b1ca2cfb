/**
 * grpc-java's way to the registry: a channel to {@code maregistry:///orders} calls the instances of {@code orders}, as they
 * come and go.
 *
 * <p>{@link io.maregistry.client.resolver.MaRegistryNameResolverProvider} is found by grpc-java itself, or registered with a
 * client of the application. It gives each channel a resolver that subscribes to the client's local view; what the view
 * tells is translated by {@code Addresses} on the channel's executor, where looking up a host name may block.
 */
@NullMarked
package io.maregistry.client.resolver;

import org.jspecify.annotations.NullMarked;
