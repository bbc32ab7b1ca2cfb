package io.maregistry.model;

/**
 * How much a namespace may list. What is listed already when a quota becomes lower stays.
 *
 * @param services with at least one instance; {@link #NONE} = as many as the registry takes
 * @param instances in all of them together; {@link #NONE} = as many as the registry takes
 */
public record Quota(int services, int instances) {

    /** No limit of the namespace's own. */
    public static final int NONE = 0;

    /** The highest limit. */
    public static final int MAX = 1_000_000_000;

    /** No limit at all. */
    public static final Quota UNLIMITED = new Quota(NONE, NONE);

    public Quota {
        check("services", services);
        check("instances", instances);
    }

    /** Whether that many may be listed. */
    public boolean allows(int listedServices, int listedInstances) {
        return (services == NONE || listedServices <= services) && (instances == NONE || listedInstances <= instances);
    }

    private static void check(String what, int limit) {
        if (limit < NONE || limit > MAX) {
            throw new IllegalArgumentException(
                    "the quota of " + what + " must be " + NONE + " to " + MAX + ", was " + limit);
        }
    }
}
