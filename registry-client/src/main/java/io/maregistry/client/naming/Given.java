package io.maregistry.client.naming;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What users put into the values of this package: what is missing is an {@code IllegalArgumentException} that names it. */
final class Given {

    private Given() {}

    static <T> T required(String name, @Nullable T value) {
        if (value == null) {
            throw new IllegalArgumentException(name + " must not be null");
        }
        return value;
    }

    /** A copy of the map, in which nothing is null. */
    static <K, V> Map<K, V> map(String name, @Nullable Map<K, V> map) {
        try {
            return Map.copyOf(required(name, map));
        } catch (NullPointerException missing) {
            throw new IllegalArgumentException(name + " must hold no null", missing);
        }
    }
}
