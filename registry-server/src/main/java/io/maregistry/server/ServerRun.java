package io.maregistry.server;

import io.maregistry.server.config.StartException;
import java.util.concurrent.CompletionStage;

/**
 * A server as the launcher sees it. Nothing runs before {@link #start()}; {@link #close()} may be called at any time,
 * from any thread and more than once, also while {@code start} runs.
 */
public interface ServerRun extends AutoCloseable {

    /**
     * Binds, joins its cluster and serves. Returns once the ports are bound. Throws {@link StartException} for what an
     * operator can mend; the launcher then closes it.
     */
    void start();

    /** Completed when the server cannot go on by itself, with the reason; never, where all goes well. */
    CompletionStage<StartException> failure();

    /** Hands leadership over, answers what is under way and stops; returns when all of it is done. */
    @Override
    void close();
}
