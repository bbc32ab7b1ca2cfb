/**
 * The program: {@link io.maregistry.server.Main} reads the command and the settings and runs the server that the other
 * packages make up. The only place that may print, and the one that decides what the process ends with.
 *
 * <p>Before the first class of the Raft engine loads, {@link io.maregistry.server.raft.EngineProperties} are set: a test or
 * a program that starts a server without {@code Main} does well to set the same.
 *
 * <p>The arguments are read here and not by a library: the flags are the table of settings, whose faults are told all
 * at once with those of file and environment, and a library would add its start to that of every node.
 */
@NullMarked
package io.maregistry.server;

import org.jspecify.annotations.NullMarked;
