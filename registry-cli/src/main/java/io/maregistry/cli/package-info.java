/**
 * The commands that talk to a cluster, for people and shell scripts: one class for each, over the Java client. What they
 * print is on the output stream, what went wrong is one line on the error stream, and the exit code says which: 0 done, 1
 * failed, 2 not understood.
 */
@NullMarked
package io.maregistry.cli;

import org.jspecify.annotations.NullMarked;
