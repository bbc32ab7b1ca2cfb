package io.maregistry.server.http;

/** What an exchange waits for before it is answered. Called on the connection's event loop. */
interface Waiting {

    /** The connection ends behind what is open: answer now. */
    void drained();

    /** The exchange has its answer, or nobody waits for one any more; called once. */
    void ended();
}
