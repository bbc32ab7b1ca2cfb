package io.maregistry.server.watch;

import io.maregistry.model.ResumeToken;

/** Where a subscription begins. */
public sealed interface From {

    /** With the whole list of each service. */
    record Beginning() implements From {}

    /** With the changes from now on. */
    record Now() implements From {}

    /**
     * With the changes after that point, or, where they are not known any more, with a reset. A point above what this node
     * has applied is waited for: until then nothing is told.
     */
    record After(ResumeToken point) implements From {}

    /** With a reset and the whole lists. */
    record Anew(WatchEvent.Cause cause) implements From {}
}
