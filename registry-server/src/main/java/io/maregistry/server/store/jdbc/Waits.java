package io.maregistry.server.store.jdbc;

import java.time.Duration;

/**
 * How long a database is waited for; over it, it counts as away. Whole seconds, as drivers have it.
 *
 * @param connect until a connection stands and is usable, at least 1 s
 * @param answer until a statement, or a batch of them, is answered, at least 1 s
 * @param whole for all statements of one save, append or load
 */
record Waits(Duration connect, Duration answer, Duration whole) {

    /** 5 s, 30 s, 10 min. */
    static final Waits DEFAULT = new Waits(Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofMinutes(10));
}
