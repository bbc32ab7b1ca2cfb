package io.maregistry.server.hash;

/** Looks again and again whether something is alive. Both methods are idempotent; any thread. */
interface HealthChecker {

    /** Begins to look. */
    void start();

    /** Looks no more; returns when nothing of it runs any longer. */
    void stop();
}
