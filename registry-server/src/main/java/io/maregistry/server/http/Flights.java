package io.maregistry.server.http;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Work under way that all share who ask for the same meanwhile, so that a change which a thousand clients ask about at once
 * costs the work of one. Nothing is kept once it is done. Any thread.
 *
 * @param <K> what is asked for
 * @param <T> what becomes of it
 */
final class Flights<K, T> {

    private final Map<K, CompletableFuture<T>> underWay = new HashMap<>(); // guarded by itself

    /** What the work under way for {@code key} gives or fails with; {@code begin} begins it where there is none. */
    CompletionStage<T> join(K key, Supplier<CompletionStage<T>> begin) {
        CompletableFuture<T> own = new CompletableFuture<>();
        CompletableFuture<T> known;
        synchronized (underWay) {
            known = underWay.putIfAbsent(key, own);
        }
        if (known != null) {
            return known;
        }
        begin.get().whenComplete((result, failure) -> {
            synchronized (underWay) {
                underWay.remove(key);
            }
            if (failure == null) {
                own.complete(result);
            } else {
                own.completeExceptionally(failure);
            }
        });
        return own;
    }
}
