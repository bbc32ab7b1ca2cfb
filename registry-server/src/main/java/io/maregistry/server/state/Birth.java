package io.maregistry.server.state;

import java.util.HexFormat;
import java.util.function.LongSupplier;

/**
 * Gives a new cluster its name and its first lineage. A cluster is born once: in a born one this changes nothing.
 *
 * @param clusterId 32 random hexadecimal digits
 * @param lineage random, not 0
 */
public record Birth(String clusterId, long lineage) implements Command {

    public Birth {
        if (clusterId.isEmpty() || lineage == 0) {
            throw new IllegalArgumentException("a cluster is born with an id and a lineage that is not 0");
        }
    }

    /** Of another name and another line each time, both from numbers of which each bit is random. */
    public static Birth of(LongSupplier random) {
        String id =
                HexFormat.of().toHexDigits(random.getAsLong()) + HexFormat.of().toHexDigits(random.getAsLong());
        return new Birth(id, lineageOf(random));
    }

    /** A line's name, which is not 0. */
    public static long lineageOf(LongSupplier random) {
        long lineage = random.getAsLong();
        return lineage == 0 ? 1 : lineage;
    }

    @Override
    public Outcome applyTo(Working state) {
        state.beBorn(clusterId, lineage);
        return new Outcome.Done(state.revision());
    }
}
