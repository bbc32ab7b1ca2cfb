package io.maregistry.server.hash;

import io.maregistry.error.Causes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks nodes whether they are alive, all at once. One that answered too late is asked once more, since one pause of it shall
 * not make two leaders. One thread.
 */
final class Probes {

    private static final Logger LOG = LoggerFactory.getLogger(Probes.class);

    private final Peers peers;
    private final Map<String, String> troubles = new HashMap<>(); // what was said of each last, to say it once
    private String misspelt = ""; // what was said last

    Probes(Peers peers) {
        this.peers = peers;
    }

    /** Says once that a node goes by another url than it is asked at. */
    void warnOf(String misspelling) {
        if (!misspelling.isEmpty() && !misspelling.equals(misspelt)) {
            LOG.warn("{}", misspelling);
        }
        misspelt = misspelling;
    }

    /** What those said that are alive; blocks for two answers at most. */
    Map<String, Reported> ask(List<String> urls) {
        Map<String, Reported> told = new ConcurrentHashMap<>();
        Map<String, String> failed = new ConcurrentHashMap<>();
        CompletableFuture<?>[] asked = urls.stream()
                .map(url -> ask(url).handle((reported, failure) -> {
                    if (failure != null) {
                        failed.put(url, String.valueOf(Causes.of(failure).getMessage()));
                    } else if (reported.isOfHashMode()) {
                        told.put(url, reported);
                    } else {
                        failed.put(url, url + ": it is not in hash mode");
                    }
                    return reported;
                }))
                .toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(asked).join();
        tell(urls, failed);
        return told;
    }

    private CompletableFuture<Reported> ask(String url) {
        return peers.info(url)
                .toCompletableFuture()
                .exceptionallyCompose(failure -> Causes.of(failure) instanceof PeerException slow && slow.isLate()
                        ? peers.info(url)
                        : CompletableFuture.failedFuture(failure));
    }

    private void tell(List<String> urls, Map<String, String> failed) {
        for (String url : urls) {
            String now = failed.getOrDefault(url, "");
            String before = troubles.put(url, now);
            if (!now.isEmpty() && !now.equals(before)) {
                LOG.info("not alive: {}", now);
            } else if (now.isEmpty() && !"".equals(before)) {
                LOG.info("alive: {}", url);
            }
        }
    }
}
