package io.maregistry.client.spi;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * Who the client is. Asked before each try of a call, by any thread; must not block. What it throws may pass: the call is
 * tried again as long as its time lasts.
 */
@FunctionalInterface
public interface Credentials {

    /** Nobody in particular. */
    Credentials NONE = Optional::empty;

    /** The value of the {@code authorization} header of each call; empty where there is none. */
    Optional<String> authorization();

    /** A bearer token, taken anew for each call, so that it may change. */
    static Credentials token(Supplier<String> token) {
        return () -> Optional.of("Bearer " + token.get());
    }
}
