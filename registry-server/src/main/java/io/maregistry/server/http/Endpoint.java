package io.maregistry.server.http;

/** What answers the requests of a route. */
interface Endpoint {

    /**
     * Answers the exchange, now or later, once. Called on the connection's event loop, so it must not block. A {@link
     * io.maregistry.error.RegistryException} that it throws is answered as the error that it is, anything else as a bug.
     */
    void serve(Exchange exchange);
}
