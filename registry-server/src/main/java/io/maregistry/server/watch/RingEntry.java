package io.maregistry.server.watch;

import io.maregistry.model.ServiceName;

/** What the ring keeps of one service. Any thread. */
sealed interface RingEntry permits RecordedChange, Leap {

    ServiceName service();

    /** The service's revision after it. */
    long revision();

    /** About what it takes, for the bounds of the ring. */
    int bytes();
}
