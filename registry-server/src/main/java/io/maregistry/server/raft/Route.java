package io.maregistry.server.raft;

/** The way from the {@link Outbox} to the log. Any thread; never blocks. */
interface Route {

    /** Whether the command may take this way; one that may not is answered with {@code NotLeader}. */
    boolean takes(Pending pending);

    /**
     * Sends the commands together. Later, on any thread but at most once, calls {@link Outbox#returned} and answers each
     * command or gives it back by {@link Outbox#again}.
     */
    void send(Batch batch);
}
