package io.maregistry.client.spi;

import io.maregistry.model.ServiceName;
import java.time.Duration;

/**
 * What a client is made with.
 *
 * @param addresses where its first node is found
 * @param namespace the namespace of services that name none
 * @param credentials who it is
 * @param callTimeout how long a call may take with all its retries, 100 ms to 5 min
 * @param unregisterAtExit whether what is registered is unregistered when the JVM ends
 */
public record ClientOptions(
        AddressSource addresses,
        String namespace,
        Credentials credentials,
        Duration callTimeout,
        boolean unregisterAtExit) {

    /** How long a call may take if nothing else is said. */
    public static final Duration DEFAULT_CALL_TIMEOUT = Duration.ofSeconds(10);

    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofMinutes(5);

    public ClientOptions {
        checkNamespace(namespace);
        if (callTimeout.compareTo(SHORTEST) < 0 || callTimeout.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("callTimeout must be 100 ms to 5 min, was " + callTimeout);
        }
    }

    private static void checkNamespace(String namespace) {
        try {
            ServiceName.of(namespace, ServiceName.DEFAULT_GROUP, "any");
        } catch (IllegalArgumentException unlawful) {
            throw new IllegalArgumentException("namespace is unlawful: " + unlawful.getMessage(), unlawful);
        }
    }
}
