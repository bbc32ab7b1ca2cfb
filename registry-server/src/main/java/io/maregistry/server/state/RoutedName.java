package io.maregistry.server.state;

import io.maregistry.model.ServiceName;
import org.jspecify.annotations.Nullable;

/** A service of which several groups are read as one list. */
public record RoutedName(String namespace, String service, Groups groups) {

    /** Which groups. */
    public enum Groups {
        /** All that the service is in. */
        ALL(ServiceName.ALL_GROUPS),
        /** Those that get its calls, see {@link ServiceRouting}. */
        ACTIVE(ServiceName.ACTIVE_GROUPS);

        private final String text;

        Groups(String text) {
            this.text = text;
        }

        /** What stands in the place of a group's name. */
        public String text() {
            return text;
        }

        /** Those that the text stands for; null where it is the name of one group, or none. */
        public static @Nullable Groups ofText(@Nullable String text) {
            if (text == null || text.isEmpty() || text.charAt(0) > '@') {
                return null; // as mostly
            }
            return text.equals(ALL.text) ? ALL : text.equals(ACTIVE.text) ? ACTIVE : null;
        }
    }

    public RoutedName {
        var unused = ServiceName.of(namespace, ServiceName.DEFAULT_GROUP, service);
    }

    /** The service in the default group, which stands for it where a service has one group. */
    public ServiceName place() {
        return in(ServiceName.DEFAULT_GROUP);
    }

    /** The service in that group. */
    public ServiceName in(String group) {
        return ServiceName.of(namespace, group, service);
    }

    /** What names its routing, and all of its groups together. */
    public String key() {
        return ServiceRouting.key(namespace, service);
    }
}
