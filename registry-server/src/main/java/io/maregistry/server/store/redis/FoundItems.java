package io.maregistry.server.store.redis;

import io.maregistry.server.snapshot.StoredItemsReader;
import io.maregistry.server.state.StateBuilder;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The items as they were read last, and the stamp that stood in the counters before. One thread. */
final class FoundItems {

    private final RedisLink link;
    private final RedisRegistryConfig keys;
    private @Nullable String stamp; // null: nobody has ever written items
    private Map<String, String> hash = Map.of();

    FoundItems(RedisLink link, RedisRegistryConfig keys) {
        this.link = link;
        this.keys = keys;
    }

    /** Whether they have not moved since they were read, as these counters tell that were read behind them. */
    boolean areOf(Map<String, String> counters) {
        return Objects.equals(stamp, counters.get(Counters.ITEMS));
    }

    /** Reads those of these counters, which were read before. */
    void read(Map<String, String> counters) {
        stamp = counters.get(Counters.ITEMS);
        hash = stamp == null ? Map.of() : link.scan(keys.itemsKey(), ItemHash.SCAN_COUNT);
    }

    /**
     * Puts them into the state, and tells the highest revision.
     *
     * @param isStill whether they were read at one moment, so that none may be missing
     * @throws IllegalArgumentException they are not what was written
     */
    long addTo(StateBuilder builder, boolean isStill) {
        if (isStill && stamp != null && Counters.itemsOf(stamp) != hash.size()) {
            throw new IllegalArgumentException(
                    keys.itemsKey() + " has " + hash.size() + " items in the place of " + Counters.itemsOf(stamp));
        }
        return new StoredItemsReader(builder).read(ItemHash.contents(hash));
    }
}
