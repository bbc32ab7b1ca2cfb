package io.maregistry.server.http;

import io.maregistry.server.registry.Labels;
import io.maregistry.server.state.Root;
import org.jspecify.annotations.Nullable;

/** A list that somebody reads of a service. */
interface ServiceRead extends LongPoll.Polled {

    /** Answers with what that root has. */
    void answer(Exchange exchange, Root root, Labels labels);

    /** When the rules that it shows changed last, which wakes nobody who waits; 0 = there are none. */
    long rulesRevision(Root root);

    /** What names the bytes of the answer; null where they may change without a change of the service. */
    @Nullable
    Tag tag(Root root);
}
