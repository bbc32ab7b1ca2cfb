package io.maregistry.server.config;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Settings from the environment. A variable of ours that is empty counts as absent, as container tools set them so. One
 * with our prefix and another name is a fault, but for those that the launcher reads and those that Kubernetes makes
 * for every service whose name begins with "maregistry".
 */
final class Variables {

    static final String PREFIX = "MAREGISTRY_";

    /** Names the file, as {@code --config} does. */
    static final String CONFIG = PREFIX + "CONFIG";

    private static final Set<String> OF_THE_LAUNCHER =
            Set.of(CONFIG, PREFIX + "JAVA_HOME", PREFIX + "JAVA_OPTS", PREFIX + "HOME");

    private static final Pattern OF_KUBERNETES = Pattern.compile(PREFIX
            + "([A-Z0-9_]+_)?(SERVICE_HOST|SERVICE_PORT(_[A-Z0-9_]+)?|PORT_\\d+_(TCP|UDP|SCTP)(_(ADDR|PORT|PROTO))?)");

    /** The value of {@code MAREGISTRY_PORT} and alike, which a person might have meant otherwise. */
    private static final Pattern URL_OF_KUBERNETES = Pattern.compile("(tcp|udp|sctp)://.*");

    private Variables() {}

    static Source read(Map<String, String> environment) {
        Source source = new Source();
        new TreeMap<>(environment).forEach((name, text) -> {
            if (name.startsWith(PREFIX) && !text.isEmpty()) {
                read(name, text, source);
            }
        });
        return source;
    }

    private static void read(String name, String text, Source source) {
        Origin origin = new Origin(Origin.Rank.ENVIRONMENT, name);
        Key<?> key = Keys.BY_VARIABLE.get(name);
        if (key != null) {
            source.give(key, text.strip(), origin);
        } else if (!OF_THE_LAUNCHER.contains(name) && !isOfKubernetes(name, text)) {
            source.refuseUnknown(origin, "variable", name, Keys.BY_VARIABLE);
        }
    }

    private static boolean isOfKubernetes(String name, String text) {
        return OF_KUBERNETES.matcher(name).matches()
                || name.endsWith("_PORT") && URL_OF_KUBERNETES.matcher(text).matches();
    }
}
