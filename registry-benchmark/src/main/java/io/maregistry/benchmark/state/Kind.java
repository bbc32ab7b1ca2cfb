package io.maregistry.benchmark.state;

/** The ways to keep services and instances that are compared. */
public enum Kind {
    /** The state core's own. */
    TREE,
    PCOLLECTIONS,
    VAVR,
    PAGURO,
    /** One array a service, copied when it changes. */
    ARRAYS,
    /** Arrays of at most 256 instances, copied when they change. */
    CHUNKS,
    /** The JDK's mutable maps, copied for each view. */
    MUTABLE;

    private static final int CHUNK = 256;

    Store empty() {
        return switch (this) {
            case TREE -> new TreeStore();
            case PCOLLECTIONS -> new PcollectionsStore();
            case VAVR -> new VavrStore();
            case PAGURO -> new PaguroStore();
            case ARRAYS -> new ArrayStore(Integer.MAX_VALUE);
            case CHUNKS -> new ArrayStore(CHUNK);
            case MUTABLE -> new MutableStore();
        };
    }
}
