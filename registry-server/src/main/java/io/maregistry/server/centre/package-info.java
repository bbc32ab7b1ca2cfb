/**
 * The RegisterCentre's use cases: register, heartbeat, the services with their statuses, unregister-all. They are the
 * registry's own, told in the words of that design: AppId is the service, FromClient the second name of the instance, and
 * the three versions of a heartbeat are compared where everything is decided, in the state machine. What is kept is kept as
 * any instance is, so other doors show it, and this one shows theirs.
 *
 * <p>{@link io.maregistry.server.centre.FromClient} says which instance a client means; start reading there, then {@link
 * io.maregistry.server.centre.Centre}. JSON lies in {@code server.http}. Nothing blocks; any thread. See {@code
 * docs/design/centre.md}.
 */
@NullMarked
package io.maregistry.server.centre;

import org.jspecify.annotations.NullMarked;
