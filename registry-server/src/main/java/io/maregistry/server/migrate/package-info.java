/**
 * Carries a registry from one cluster to another: from hash mode to Raft, and back. {@link
 * io.maregistry.server.migrate.MigrateCommand} reads the command line and says what happens, {@code Migration} does it over
 * HTTP alone, so it needs no server of its own: fetch the whole document of the one cluster, look at all of it, restore it
 * in the other, compare what stands there with what was fetched.
 *
 * <p>One thread; everything blocks, each call with a limit.
 */
@NullMarked
package io.maregistry.server.migrate;

import org.jspecify.annotations.NullMarked;
