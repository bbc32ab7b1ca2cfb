package io.maregistry.server.state;

/** A place in the replicated log; index 0 of term 0 is the place before the first entry. */
public record Position(long index, long term) {

    /** Before the first entry. */
    public static final Position START = new Position(0, 0);
}
