/**
 * Every setting of a server as immutable records with their defaults, read and checked in one place.
 *
 * <p>{@link io.maregistry.server.config.ServerConfig} is the whole; each feature is given its own record and never looks
 * further. A record checks itself, so one made by hand obeys the same rules as one that was read, and tells everything
 * that is wrong with it at once as {@link io.maregistry.server.config.Fault}s.
 *
 * <p>{@code Keys} is the table from which everything that speaks of settings is made: parser, help, {@code config show},
 * the shipped file and the table in {@code docs/configuration.md} (the last two by a test). A new setting is a component
 * of a record with its rule, a row there, a line in {@code Assembly} and another value in the tests' {@code OtherValues};
 * a test misses whichever was forgotten.
 *
 * <p>{@link io.maregistry.server.config.ConfigReader} goes four ways one after the other: the sources ({@code YamlFile},
 * {@code Variables}, {@code Flags}) give texts with their places; {@code Values} keeps the one of the highest rank;
 * {@code Derivation} completes what follows from others; {@code Assembly} makes the records. Faults gather all along the
 * way and get the place of the value that is at fault. What can be written down but is not built yet is refused by
 * {@code Availability} rather than ignored.
 *
 * <p>Nothing here starts a thread or opens a port; reading looks at one file and what it is given. How a start may end is
 * here as well ({@link io.maregistry.server.config.ExitCode}, {@link io.maregistry.server.config.StartException}), since
 * every package that can fail it may use this one.
 */
@NullMarked
package io.maregistry.server.config;

import org.jspecify.annotations.NullMarked;
