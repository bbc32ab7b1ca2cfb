package io.maregistry.server.config;

/** What a follower does with a write. */
public enum WriteRouting {
    /** Hands it to the leader and answers for it. */
    FORWARD,
    /** Answers 421 and names the leader. */
    REJECT,
    /** Answers 307 to the leader's url. */
    REDIRECT
}
