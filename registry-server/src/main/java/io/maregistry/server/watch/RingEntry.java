package io.maregistry.server.watch;

/** What the ring keeps of one subject. Any thread. */
sealed interface RingEntry permits RecordedChange, Leap {

    Subject subject();

    /** The subject's revision after it. */
    long revision();

    /** About what it takes, for the bounds of the ring. */
    int bytes();
}
