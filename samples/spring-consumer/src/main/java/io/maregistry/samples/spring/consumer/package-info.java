/** A program with Spring Boot that calls a service by its name, through Spring Cloud LoadBalancer. */
@NullMarked
package io.maregistry.samples.spring.consumer;

import org.jspecify.annotations.NullMarked;
