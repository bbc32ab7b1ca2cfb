/**
 * The way in for Java programs: {@link io.maregistry.client.RegistryClient} and what it gives back.
 *
 * <p>A client is made by its builder, which starts it, and ended by {@code close()}. Every call has a twin that gives a
 * stage and never blocks; stages complete on the client's threads, which must not be blocked: a blocking call on one of
 * them is refused. All threads of a client are daemons, named {@code maregistry-client-}, and end with it.
 *
 * <p>Two clients in one JVM know nothing of each other: there is no static state but the counter of {@code Generations}.
 */
@NullMarked
package io.maregistry.client;

import org.jspecify.annotations.NullMarked;
