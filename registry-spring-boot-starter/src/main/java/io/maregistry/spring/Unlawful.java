package io.maregistry.spring;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;

/** The checks of properties; each throws an {@link UnlawfulPropertyException} that names the property. Stateless. */
final class Unlawful {

    private Unlawful() {}

    /** Throws what {@code check} says is wrong, under the name of the property. */
    static void unless(String property, Runnable check) {
        try {
            check.run();
        } catch (IllegalArgumentException unlawful) {
            throw new UnlawfulPropertyException(property, "is unlawful: " + unlawful.getMessage(), unlawful);
        }
    }

    /** A placeholder with an empty default says nothing. */
    static @Nullable String blankIsUnset(@Nullable String value) {
        return value == null || value.isBlank() ? null : value;
    }

    static void unlessIn(String property, int value, int least, int most) {
        if (value < least || value > most) {
            throw new UnlawfulPropertyException(property, "must be " + least + " to " + most + ", was " + value, null);
        }
    }

    static void unlessIn(String property, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            String rule = "must be " + shown(least) + " to " + shown(most) + ", was " + shown(value);
            throw new UnlawfulPropertyException(property, rule, null);
        }
    }

    private static String shown(Duration time) {
        return DurationStyle.SIMPLE.print(time, time.toMillisPart() == 0 ? ChronoUnit.SECONDS : ChronoUnit.MILLIS);
    }
}
