package io.maregistry.model;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The free text pairs of an instance, ordered by key (UTF-16 code units), so that equal parameters have equal bytes
 * everywhere. One array holds keys and values in turn: 16 bytes beside the array itself, where a map takes about 48 a
 * pair.
 */
public final class Parameters {

    private static final Parameters EMPTY = new Parameters(new String[0]);

    // keys at even places, ascending; the value of each key behind it
    private final String[] pairs;

    private Parameters(String[] pairs) {
        this.pairs = pairs;
    }

    /** No parameters. */
    public static Parameters empty() {
        return EMPTY;
    }

    /** The pairs of {@code map}, copied. */
    public static Parameters of(Map<String, String> map) {
        if (map.isEmpty()) {
            return EMPTY;
        }
        String[] pairs = new String[map.size() * 2];
        int at = 0;
        for (Map.Entry<String, String> entry : new TreeMap<>(map).entrySet()) {
            pairs[at++] = entry.getKey();
            pairs[at++] = entry.getValue();
        }
        return new Parameters(pairs);
    }

    /**
     * Keys and values in turn, copied; of a key that is there twice the last value counts. Costs least where the keys
     * ascend, as they do in what was written from parameters.
     */
    public static Parameters ofPairs(List<String> keysAndValues) {
        if (keysAndValues.isEmpty()) {
            return EMPTY;
        }
        String[] pairs = keysAndValues.toArray(new String[0]);
        for (int at = 2; at < pairs.length; at += 2) {
            if (pairs[at - 2].compareTo(pairs[at]) >= 0) {
                return of(mapOf(pairs));
            }
        }
        return new Parameters(pairs);
    }

    private static Map<String, String> mapOf(String[] pairs) {
        Map<String, String> map = new TreeMap<>();
        for (int at = 0; at < pairs.length; at += 2) {
            map.put(pairs[at], pairs[at + 1]);
        }
        return map;
    }

    public boolean isEmpty() {
        return pairs.length == 0;
    }

    /** How many pairs there are. */
    public int size() {
        return pairs.length / 2;
    }

    /** The key at that place in the order of the keys. */
    public String key(int place) {
        return pairs[2 * place];
    }

    /** The value of the key at that place. */
    public String value(int place) {
        return pairs[2 * place + 1];
    }

    /** The value of {@code key}, or null where there is none. */
    public @Nullable String get(String key) {
        int low = 0;
        int high = size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = pairs[2 * middle].compareTo(key);
            if (order == 0) {
                return pairs[2 * middle + 1];
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return null;
    }

    /** Hands each pair to {@code pair}, in the order of the keys. */
    public void forEach(BiConsumer<String, String> pair) {
        for (int at = 0; at < pairs.length; at += 2) {
            pair.accept(pairs[at], pairs[at + 1]);
        }
    }

    /** The same pairs as an unmodifiable map in the order of the keys. */
    public Map<String, String> asMap() {
        Map<String, String> map = new LinkedHashMap<>();
        forEach(map::put);
        return Collections.unmodifiableMap(map);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Parameters that && Arrays.equals(pairs, that.pairs);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(pairs);
    }

    @Override
    public String toString() {
        return asMap().toString();
    }
}
