package io.maregistry.server.hash;

import java.nio.file.Path;
import java.util.concurrent.CompletionStage;

/** Calls of this node to the others. Any thread; stages fail with {@link PeerException}. */
interface Peers {

    /** What the node says of itself, asked within the limits of a probe. */
    CompletionStage<Reported> info(String url);

    /**
     * Fetches a document of the node into {@code file}, as it was packed.
     *
     * @param path what is asked for, with its query
     */
    CompletionStage<Void> fetch(String url, String path, Path file);

    /** Asks the node a question under that topic, and waits for the answer no longer than that. */
    CompletionStage<byte[]> ask(String url, String topic, byte[] question, long timeoutMillis);

    /** Asks the node to lead; completes when it says that it does. */
    CompletionStage<Void> lead(String url);

    /** Asks the node to lead no longer, since {@code successor} is about to; completes when it does not. */
    CompletionStage<Void> askToYield(String url, String successor);
}
