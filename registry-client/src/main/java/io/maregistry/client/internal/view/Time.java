package io.maregistry.client.internal.view;

import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * Where time and chance come from.
 *
 * @param nanoTime a clock that never goes back
 * @param alarms runs things later by that clock
 * @param random for the jitter of waits
 */
public record Time(LongSupplier nanoTime, Alarms alarms, RandomGenerator random) {

    long now() {
        return nanoTime.getAsLong();
    }
}
