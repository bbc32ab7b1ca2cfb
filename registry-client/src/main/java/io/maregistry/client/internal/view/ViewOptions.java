package io.maregistry.client.internal.view;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a view behaves.
 *
 * @param staleAfter a list of which nothing has been heard for that long is labelled stale, and its stream given up; well
 *     above the servers' {@code watch.progress} (15 s)
 * @param pollEvery how often revisions are asked for while no watch can be opened
 * @param backoff how long to wait before a stream is opened again
 * @param cacheDirectory where a copy of each list is kept for a start without any node; null = nowhere
 */
public record ViewOptions(
        Duration staleAfter,
        Duration pollEvery,
        Backoff backoff,
        @Nullable Path cacheDirectory) {

    /** Stale after 40 s, polls every 5 s, keeps no copy. */
    public static final ViewOptions DEFAULT =
            new ViewOptions(Duration.ofSeconds(40), Duration.ofSeconds(5), Backoff.DEFAULT, null);

    public ViewOptions {
        Backoff.requirePositive("staleAfter", staleAfter);
        Backoff.requirePositive("pollEvery", pollEvery);
    }

    /** The same with copies in that folder; null = nowhere. */
    public ViewOptions withCopiesIn(@Nullable Path folder) {
        return new ViewOptions(staleAfter, pollEvery, backoff, folder);
    }
}
