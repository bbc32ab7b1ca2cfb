/** Every setting of a server as immutable records with their defaults, read and checked in one place. */
@NullMarked
package io.maregistry.server.config;

import org.jspecify.annotations.NullMarked;
