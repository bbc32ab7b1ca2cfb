package io.maregistry.server.registry;

import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.model.Filter;
import io.maregistry.model.FilterException;
import io.maregistry.model.Instance;
import io.maregistry.model.Metrics;
import io.maregistry.server.state.Listed;
import io.maregistry.server.state.Root;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * Which instances of a service somebody asks for. Any thread.
 *
 * @param healthyOnly those only that may be called
 * @param filter what they must match
 */
public record Wanted(boolean healthyOnly, Filter filter) {

    /** All of them. */
    public static final Wanted ALL = new Wanted(false, Filter.of());

    /** Those that may be called. */
    public static final Wanted HEALTHY = new Wanted(true, Filter.of());

    private static final String HEALTHY_SUFFIX = "-healthy";
    private static final int HASH_BYTES = 8;

    /**
     * Those that match all conditions; {@code InvalidRequest} (INVALID_FILTER), with the character, where one cannot be
     * read.
     */
    public static Wanted of(boolean healthyOnly, List<String> conditions) {
        if (conditions.isEmpty()) {
            return healthyOnly ? HEALTHY : ALL;
        }
        try {
            return new Wanted(healthyOnly, Filter.of(conditions));
        } catch (FilterException unlawful) {
            String place = unlawful.character() == 0 ? "filter" : Integer.toString(unlawful.character());
            throw new RegistryException.InvalidRequest(
                    ErrorCode.INVALID_FILTER, String.valueOf(unlawful.getMessage()), place);
        }
    }

    /** Whether it asks for a part that nobody else need ask for. */
    public boolean isFiltered() {
        return !filter.isEmpty();
    }

    /** Whether what matches may change without a change of the service. */
    public boolean isLive() {
        return filter.readsMetrics();
    }

    /** Whether an instance that {@code root} lists is asked for. */
    public boolean has(Root root, Listed listed) {
        Instance instance = listed.instance();
        return (!healthyOnly || instance.isHealthy())
                && filter.matches(instance, isLive() ? root.metrics(listed) : Metrics.NONE);
    }

    /** What stands for it in a name of a list. */
    public String form() {
        String healthy = healthyOnly ? HEALTHY_SUFFIX : "";
        return isFiltered() ? healthy + filter : healthy;
    }

    /** What stands for it in a tag: of a filter, the same on every node and in every release. */
    public String suffix() {
        String healthy = healthyOnly ? HEALTHY_SUFFIX : "";
        return isFiltered() ? healthy + "-f" + hash(filter) : healthy;
    }

    private static String hash(Filter filter) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String condition : filter.conditions()) {
                digest.update(condition.getBytes(StandardCharsets.UTF_8));
                digest.update((byte) 0);
            }
            return HexFormat.of().formatHex(digest.digest(), 0, HASH_BYTES);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
