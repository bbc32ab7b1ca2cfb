/**
 * Registration and discovery for Spring Boot, with no code: one jar for Boot 3.5 with Spring Cloud 2025.0 and Boot 4 with
 * Spring Cloud 2025.1.
 *
 * <p>It turns {@code maregistry.*} properties into a {@link io.maregistry.client.RegistryClient} and Spring Cloud's
 * interfaces into calls of it. It keeps no list of its own: what the discovery clients and the load balancer answer is
 * the client's view, which a watch keeps up to date.
 *
 * <p>Compiled with the older line, and only against types that are the same in both: no base class of Spring Cloud is
 * extended, the web server's port is read from the environment and not from an event, and health, which has moved, has
 * one nested class for each line. Start reading at {@link io.maregistry.spring.MaRegistryAutoConfiguration}, and at {@link
 * io.maregistry.spring.MaRegistryProperties} for the settings.
 *
 * <p>Threads: those of Spring, one {@code maregistry-spring} that repeats what failed, and one {@code
 * maregistry-spring-events} that publishes events, since listeners may block it, and threads of the client must not be.
 */
@NullMarked
package io.maregistry.spring;

import org.jspecify.annotations.NullMarked;
