package io.maregistry.server.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Gathers what is wrong with the components of one record, so that its constructor tells all of it at once. */
final class Rules {

    private final String prefix;
    private final List<Fault> faults = new ArrayList<>();

    /** {@code prefix} stands before each name: {@code "lease."}, or nothing. */
    Rules(String prefix) {
        this.prefix = prefix;
    }

    Rules between(String name, Duration value, Duration least, Duration most) {
        boolean fits = value.compareTo(least) >= 0 && value.compareTo(most) <= 0;
        return must(fits, name, "be " + range(least, most) + ", was " + Durations.print(value));
    }

    Rules between(String name, long value, long least, long most) {
        return must(value >= least && value <= most, name, "be " + least + " to " + most + ", was " + value);
    }

    Rules sizeBetween(String name, long bytes, long least, long most) {
        boolean fits = bytes >= least && bytes <= most;
        return must(
                fits, name, "be " + Sizes.print(least) + " to " + Sizes.print(most) + ", was " + Sizes.print(bytes));
    }

    /** {@code rule} goes on after "must": {@code "be one word, was \"a b\""}. */
    Rules must(boolean holds, String name, String rule) {
        if (!holds) {
            String key = prefix + name;
            faults.add(new Fault(key, key + " must " + rule));
        }
        return this;
    }

    /** Throws {@link ConfigException} with every fault found. */
    void check() {
        if (!faults.isEmpty()) {
            throw new ConfigException(faults);
        }
    }

    private static String range(Duration least, Duration most) {
        return Durations.print(least) + " to " + Durations.print(most);
    }
}
