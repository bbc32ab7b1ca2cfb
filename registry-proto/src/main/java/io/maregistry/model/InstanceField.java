package io.maregistry.model;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a filter may ask of an instance beside its parameters and metrics: {@code instance.healthy} and so on. */
enum InstanceField {
    HEALTHY,
    STATUS,
    WEIGHT,
    ENABLED,
    DRAINING,
    SCHEME,
    HOST,
    PORT;

    /** The field of that name in lower case; null where there is none. */
    static @Nullable InstanceField named(String name) {
        for (InstanceField field : values()) {
            if (field.word().equals(name)) {
                return field;
            }
        }
        return null;
    }

    /** Its name in conditions. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    String of(Instance instance) {
        return switch (this) {
            case HEALTHY -> Boolean.toString(instance.isHealthy());
            case STATUS -> instance.status().text();
            case WEIGHT -> Integer.toString(instance.weight());
            case ENABLED -> Boolean.toString(instance.operator().enabled());
            case DRAINING -> Boolean.toString(instance.operator().draining());
            case SCHEME -> instance.id().scheme();
            case HOST -> instance.id().host();
            case PORT -> Integer.toString(instance.id().port());
        };
    }
}
