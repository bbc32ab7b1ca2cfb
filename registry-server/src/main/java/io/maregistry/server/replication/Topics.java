package io.maregistry.server.replication;

import io.maregistry.error.RegistryException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

/** Who answers the questions that come to a node, by topic. Any thread. */
public final class Topics {

    private final Map<String, Nodes.Answering> answerings = new ConcurrentHashMap<>();

    /** See {@link Nodes#serve}. */
    public void serve(String topic, Nodes.Answering answering) {
        if (answerings.putIfAbsent(topic, answering) != null) {
            throw new IllegalStateException("the topic " + topic + " is served already");
        }
    }

    /** Has each topic and who serves it taken. */
    public void forEach(BiConsumer<String, Nodes.Answering> taking) {
        answerings.forEach(taking);
    }

    /** The answer to the question; fails with {@code Unsupported} where nobody serves its topic. */
    public CompletionStage<byte[]> answer(String topic, byte[] question) {
        Nodes.Answering known = answerings.get(topic);
        if (known == null) {
            return CompletableFuture.failedFuture(
                    new RegistryException.Unsupported("this node knows no questions about " + topic));
        }
        try {
            return known.answer(question);
        } catch (RegistryException refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }
}
