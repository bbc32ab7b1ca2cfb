/** A service with Spring Boot that others find by its name. */
@NullMarked
package io.maregistry.samples.spring.provider;

import org.jspecify.annotations.NullMarked;
