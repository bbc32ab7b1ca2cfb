package io.maregistry.client.internal;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What users pass in: what is missing is an {@code IllegalArgumentException} that names it. Stateless. */
public final class Required {

    private Required() {}

    public static <T> T required(String name, @Nullable T value) {
        if (value == null) {
            throw new IllegalArgumentException(name + " must not be null");
        }
        return value;
    }

    /** A copy of the map, in which nothing is null. */
    public static <K, V> Map<K, V> map(String name, @Nullable Map<K, V> map) {
        try {
            return Map.copyOf(required(name, map));
        } catch (NullPointerException missing) {
            throw new IllegalArgumentException(name + " must hold no null", missing);
        }
    }
}
