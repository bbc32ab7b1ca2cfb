/**
 * The store {@code jdbc}: a database, PostgreSQL or H2, with one row for each instance, so that SQL can read the registry.
 * {@code docs/guide-stores.md} has the tables.
 *
 * <ul>
 *   <li>{@link io.maregistry.server.store.jdbc.Schema} makes the tables, {@code maregistry_*}, and brings older ones up
 *   <li>{@link io.maregistry.server.store.jdbc.RegistryRow} is the row of the counters, which every writer locks first: of
 *       two writers one waits, and then sees that the other was there
 *   <li>{@link io.maregistry.server.store.jdbc.Mirror} remembers what the tables hold; {@link
 *       io.maregistry.server.store.jdbc.Changeover} finds what differs from it and writes only that
 *   <li>{@link io.maregistry.server.store.jdbc.Database} has the connections, and turns failures into {@link
 *       io.maregistry.server.store.StoreException}s
 * </ul>
 *
 * <p>Each save, append and load is one transaction, so nobody ever sees a part of one. Every wait has an end: connecting,
 * a statement, an answer.
 */
@NullMarked
package io.maregistry.server.store.jdbc;

import org.jspecify.annotations.NullMarked;
