package io.maregistry.model;

import org.jspecify.annotations.Nullable;

/**
 * What a patch does with one value: leave it, take it away, or put another one in its place.
 *
 * @param <T> what the value is
 */
public sealed interface Edit<T> {

    /** The value afterwards; null where there is none. */
    @Nullable
    T of(@Nullable T before);

    /** The patch does not speak of the value. */
    record Keep<T>() implements Edit<T> {
        @Override
        public @Nullable T of(@Nullable T before) {
            return before;
        }
    }

    /** There is no value afterwards. */
    record Clear<T>() implements Edit<T> {
        @Override
        public @Nullable T of(@Nullable T before) {
            return null;
        }
    }

    /** The value is another one afterwards. */
    record To<T>(T value) implements Edit<T> {
        @Override
        public @Nullable T of(@Nullable T before) {
            return value;
        }
    }

    /** Leaves the value as it is. */
    static <T> Edit<T> keep() {
        return new Keep<>();
    }

    /** Takes the value away. */
    static <T> Edit<T> clear() {
        return new Clear<>();
    }

    /** Puts {@code value} in the place of whatever was there. */
    static <T> Edit<T> to(T value) {
        return new To<>(value);
    }
}
