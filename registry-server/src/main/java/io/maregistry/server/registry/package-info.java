/**
 * The use cases: what a client can ask of the registry, whichever protocol it speaks. Each is one small class over the
 * interfaces of {@code replication}; nothing else but {@code lease} calls a {@link
 * io.maregistry.server.replication.Proposer}.
 *
 * <ul>
 *   <li>{@link io.maregistry.server.registry.Registrations}: register, unregister, many at once
 *   <li>{@link io.maregistry.server.registry.DocumentRenewals}: the documents' renewals
 *   <li>{@link io.maregistry.server.registry.Discovery}: which root a read is made from
 *   <li>{@link io.maregistry.server.registry.Watching}: who hears of changes, and from where on
 *   <li>{@link io.maregistry.server.registry.ClusterView}: the nodes, and the labels of every answer
 *   <li>{@link io.maregistry.server.registry.Transfers}: who shall lead
 *   <li>{@link io.maregistry.server.registry.Restores}: a document in place of what is there
 * </ul>
 *
 * <p>Nothing here blocks, and nothing knows HTTP or gRPC. Callers learn what went wrong as {@link
 * io.maregistry.error.RegistryException}s, thrown or as failures of stages: refusals of the state machine ({@link
 * io.maregistry.server.state.Outcome.Rejected}) become {@code Conflict}s here. Stages complete on threads of replication,
 * which must not be blocked.
 */
@NullMarked
package io.maregistry.server.registry;

import org.jspecify.annotations.NullMarked;
