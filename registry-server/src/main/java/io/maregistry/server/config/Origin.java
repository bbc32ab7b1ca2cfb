package io.maregistry.server.config;

/**
 * Where a value comes from.
 *
 * @param rank what kind of place; the higher wins
 * @param text the place as an operator knows it: {@code maregistry.yaml:12}, {@code MAREGISTRY_LEASE_TICK}, {@code
 *     --lease-tick}
 */
record Origin(Rank rank, String text) {

    /** Nobody set it. */
    static final Origin DEFAULT = new Origin(Rank.DEFAULT, "default");

    /** It follows from another setting. */
    static Origin derivedFrom(String what) {
        return new Origin(Rank.DERIVED, "from " + what);
    }

    /** Whether it follows from the setting {@code key}. */
    boolean isDerivedFrom(Key<?> key) {
        return equals(derivedFrom(key.name()));
    }

    /** Whether somebody wrote this value down, rather than that it follows from others. */
    boolean isGiven() {
        return rank.compareTo(Rank.FILE) >= 0;
    }

    enum Rank {
        DEFAULT,
        DERIVED,
        FILE,
        ENVIRONMENT,
        FLAG
    }
}
