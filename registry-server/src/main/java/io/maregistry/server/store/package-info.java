/**
 * Where the registry is kept beside the cluster: {@link io.maregistry.server.store.RegistryStore} says what a store is,
 * {@link io.maregistry.server.store.RegistryStoreProvider} how one is found. Ours: a file, a database over JDBC, Redis;
 * others come by {@link java.util.ServiceLoader} and are written after {@code docs/guide-stores.md}.
 *
 * <p>A store takes the immutable {@link io.maregistry.server.state.Root} and gives back a {@link
 * io.maregistry.server.state.RegistryState}, which it makes with {@link io.maregistry.server.state.StateBuilder}. It knows
 * no cluster, no thread and no schedule: who writes, when, and what happens while a store is away is decided by those who
 * hold it.
 */
@NullMarked
package io.maregistry.server.store;

import org.jspecify.annotations.NullMarked;
