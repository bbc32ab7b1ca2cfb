package io.maregistry.server.config;

/**
 * The HTTP port.
 *
 * @param listen where it binds
 * @param advertise how clients and other nodes reach it
 */
public record HttpConfig(Address listen, Address advertise) {

    /** 127.0.0.1:8081. */
    public static final HttpConfig DEFAULT = at(new Address("127.0.0.1", 8081));

    public HttpConfig {
        new Rules("http.")
                .must(!advertise.isWildcard(), "advertise", Address.MUST_BE_REACHABLE)
                .check();
    }

    /** Binds where it is reached. */
    public static HttpConfig at(Address listen) {
        return new HttpConfig(listen, listen);
    }
}
