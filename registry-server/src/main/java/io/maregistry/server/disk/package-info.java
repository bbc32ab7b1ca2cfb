/** Files and directories that have to be right after a crash. Blocks on the disk; no state, no threads. */
@NullMarked
package io.maregistry.server.disk;

import org.jspecify.annotations.NullMarked;
