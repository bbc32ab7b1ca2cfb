package io.maregistry.server.store.redis;

import io.lettuce.core.RedisFuture;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads services, each as it stood at one moment, while others may write them: a short one in one script, a long one by
 * {@link LongReading}. What contradicts itself is read twice. One thread.
 */
final class ServiceReader {

    private static final int MAX_CALLS = 64;
    private static final int MAX_INSTANCES = 2_000;

    private final RedisLink link;
    private final RedisRegistryConfig keys;

    ServiceReader(RedisLink link, RedisRegistryConfig keys) {
        this.link = link;
        this.keys = keys;
    }

    /** Who is told what was read. */
    interface Reader {

        /** The service is null where it is not known any more. */
        void found(String key, @Nullable FoundService service);

        /** Nobody can make sense of what is there. */
        void spoilt(String key, IllegalArgumentException contradiction);
    }

    /** Reads those services, of which {@code stamps} has the stamps that were seen. */
    void read(Map<String, String> stamps, Reader reader) {
        List<String> asked = new ArrayList<>();
        List<RedisFuture<List<Object>>> sent = new ArrayList<>();
        int instances = 0;
        for (Map.Entry<String, String> one : stamps.entrySet()) {
            asked.add(one.getKey());
            sent.add(send(one.getKey(), "all", ""));
            instances += Stamp.instancesOf(one.getValue());
            if (sent.size() == MAX_CALLS || instances >= MAX_INSTANCES) {
                take(asked, sent, reader);
                instances = 0;
            }
        }
        take(asked, sent, reader);
    }

    private void take(List<String> asked, List<RedisFuture<List<Object>>> sent, Reader reader) {
        List<List<Object>> answers = link.await(sent);
        for (int at = 0; at < answers.size(); at++) {
            tell(asked.get(at), ReadPiece.of(answers.get(at)), reader);
        }
        asked.clear();
        sent.clear();
    }

    private void tell(String key, ReadPiece first, Reader reader) {
        try {
            reader.found(key, found(key, first));
        } catch (IllegalArgumentException perhapsInMotion) {
            try {
                reader.found(key, found(key, ask(key, "all", "")));
            } catch (IllegalArgumentException contradiction) {
                reader.spoilt(key, contradiction);
            }
        }
    }

    private @Nullable FoundService found(String key, ReadPiece piece) {
        if (piece.stamp() == null) {
            return null;
        }
        if (!piece.next().isEmpty()) {
            return new LongReading(this, key).read();
        }
        List<FoundService.Row> rows = new ArrayList<>(piece.rows().size());
        piece.rows().forEach(row -> rows.add(FoundService.Row.of(key, row)));
        return FoundService.of(key, piece.stamp(), piece, rows);
    }

    ReadPiece ask(String key, String what, String from) {
        return ReadPiece.of(link.await(List.of(send(key, what, from))).get(0));
    }

    private RedisFuture<List<Object>> send(String key, String what, String from) {
        return link.read(
                List.of(
                        keys.servicesKey(),
                        keys.instancesKey(key),
                        keys.liveKey(key),
                        keys.swappedKey(key),
                        keys.recentKey(key)),
                List.of(key, keys.instanceKeys(key), keys.stagedInstanceKeys(key), what, from));
    }
}
