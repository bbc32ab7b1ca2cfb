package io.maregistry.server.state;

/** One thing that a command changed: all of them make one stream in the order of their revisions, without a gap. */
public sealed interface Change permits ServiceChange, ItemChange {

    /** Of the registry, after it. */
    long revision();

    /** Of the service or the item, before it. */
    long previousRevision();

    /** Why it happened. */
    Cause cause();

    /** Wall time of the leader, epoch milliseconds. */
    long atMillis();

    /** What happened to the instances. */
    public enum Action {
        ADDED,
        REMOVED,
        UPDATED,
        HEALTH
    }

    /** Why it happened. */
    public enum Cause {
        REGISTER,
        UNREGISTER,
        SILENCE,
        CHECK,
        OPERATOR,
        RENEWAL,
        RESTORE,
        UNREGISTER_ALL,
        DRAIN
    }
}
