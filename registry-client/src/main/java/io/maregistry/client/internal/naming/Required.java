package io.maregistry.client.internal.naming;

import org.jspecify.annotations.Nullable;

/** What users pass in: what is missing is an {@code IllegalArgumentException} that names it. */
final class Required {

    private Required() {}

    static <T> T required(String name, @Nullable T value) {
        if (value == null) {
            throw new IllegalArgumentException(name + " must not be null");
        }
        return value;
    }
}
