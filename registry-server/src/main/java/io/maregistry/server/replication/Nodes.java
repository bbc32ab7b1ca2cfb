package io.maregistry.server.replication;

import java.util.concurrent.CompletionStage;

/**
 * Questions between the nodes of a cluster that no log and no document answers, since they are about the nodes themselves: who
 * watches there, say. Questions and answers are bytes that whoever serves the topic understands. Any thread; never blocks.
 */
public interface Nodes {

    /**
     * Asks the member with that peer, and waits for its answer no longer than that.
     *
     * <p>Fails with {@code NotFound} where there is no such member, {@code Unavailable} where it was surely not asked, {@code
     * Indeterminate} where it may have been but did not answer, and with {@code Unsupported} where it does not know the topic;
     * else as it says itself.
     */
    CompletionStage<byte[]> ask(String peer, String topic, byte[] question, long timeoutMillis);

    /** Answers what others ask this node under that topic, from now on. Once for each topic. */
    void serve(String topic, Answering answering);

    /**
     * What this node answers to a question that came to it from outside, as in hash mode all of them do; fails with {@code
     * Unsupported} where questions come another way.
     */
    CompletionStage<byte[]> answer(String topic, byte[] question);

    /** Answers the questions of a topic. */
    interface Answering {

        /** On a thread of the network, which must not be blocked; may throw what the stage may fail with. */
        CompletionStage<byte[]> answer(byte[] question);
    }
}
