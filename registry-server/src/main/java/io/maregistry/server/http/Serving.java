package io.maregistry.server.http;

import io.maregistry.server.config.LimitsConfig;
import io.maregistry.server.net.Budget;
import io.maregistry.server.registry.Labels;
import java.util.function.Supplier;

/**
 * What all connections of a server share. Immutable; any thread.
 *
 * @param routes where requests go
 * @param labels what an answer that is made now says of the state
 * @param errors how failures are answered
 * @param heads how heads are written
 * @param limits how much is taken
 * @param rooms where bodies go
 */
record Serving(
        MeteredRouter routes,
        Supplier<Labels> labels,
        ErrorAnswers errors,
        AnswerHead heads,
        LimitsConfig limits,
        Rooms rooms) {

    /**
     * Where bodies go.
     *
     * @param memory for bodies that are gathered there
     * @param spool for those that are larger
     */
    record Rooms(Budget memory, Spool spool) {}
}
