/**
 * The RegisterCentre's client: registers one program at any node of the registry, sends its heartbeats and registers again
 * where it is asked to. It needs HTTP and nothing else. {@link io.maregistry.client.centre.RegisterCentreClient} is where to
 * start; what it says of itself is a {@link io.maregistry.client.centre.ServiceRegisterInfo}.
 *
 * <p>One thread ({@code register-centre}) does all calls. Programs in Java that can have gRPC are better off with {@code
 * io.maregistry.client}, which hears of changes at once.
 */
@NullMarked
package io.maregistry.client.centre;

import org.jspecify.annotations.NullMarked;
