/**
 * How events are written: one event is one line, whatever is in it. Names, hosts and messages come from outside; a line
 * break or an escape sequence in them would forge lines or move a terminal's cursor, so control characters, direction
 * marks and lone surrogates are written as {@code \}{@code u} escapes, those of exceptions too.
 *
 * <p>Start at {@link io.maregistry.server.log.LogSetup}: it replaces Logback's configuration as a whole. Only the
 * launcher calls it; tests keep their own file. Everything here may be called from any thread.
 */
@NullMarked
package io.maregistry.server.log;

import org.jspecify.annotations.NullMarked;
