package io.maregistry.server.replication;

import java.util.Comparator;
import java.util.Locale;

/**
 * The order in which the documents' election prefers nodes: by the {@link String#hashCode()} of their normalised urls, the
 * least first, and by url where two are equal. It is decided alike wherever the same nodes are known to be alive. Stateless.
 */
public final class LeastHash {

    /** Of normalised urls; the first one is preferred. */
    public static final Comparator<String> ORDER =
            Comparator.<String>comparingInt(String::hashCode).thenComparing(Comparator.naturalOrder());

    private LeastHash() {}

    /** The one spelling of a node's url: lower case, without a slash at its end. */
    public static String normalised(String url) {
        String lower = url.toLowerCase(Locale.ROOT);
        return lower.endsWith("/") ? lower.substring(0, lower.length() - 1) : lower;
    }
}
