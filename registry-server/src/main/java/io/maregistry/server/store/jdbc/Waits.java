package io.maregistry.server.store.jdbc;

import java.time.Duration;

/**
 * How long a database is waited for; over it, it counts as away. Whole seconds, as drivers have it.
 *
 * @param connect until a connection stands and is usable, at least 1 s
 * @param answer until a statement, or a batch of them, is answered, at least 1 s
 * @param whole for all statements of one save, append or load
 * @param idle how long the server waits for the next statement of a transaction; well below {@code answer}, so that a writer
 *     that waits for the lock of one that stopped gets it
 */
record Waits(Duration connect, Duration answer, Duration whole, Duration idle) {

    /** 5 s, 30 s, 10 min, 20 s. */
    static final Waits DEFAULT =
            new Waits(Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofMinutes(10), Duration.ofSeconds(20));
}
