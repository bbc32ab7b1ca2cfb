package io.maregistry.model;

/**
 * The name of a configuration item in its namespace and group. Ordered and compared by {@link #key()}, in the order of
 * UTF-16 code units, which is the order of every listing.
 */
public final class ConfigName implements Comparable<ConfigName> {

    private static final String FIRST_CHARACTER = "!"; // of those that a name may have

    private final String namespace;
    private final String group;
    private final String dataId;
    private final String key;

    private ConfigName(String namespace, String group, String dataId) {
        this.namespace = Names.check("namespace", namespace);
        this.group = Names.check("group", group);
        this.dataId = Names.check("dataId", dataId);
        this.key = isDefault() ? dataId : namespace + '/' + group + '/' + dataId;
    }

    /** The item {@code dataId} in the default namespace and group. */
    public static ConfigName of(String dataId) {
        return new ConfigName(ServiceName.DEFAULT_NAMESPACE, ServiceName.DEFAULT_GROUP, dataId);
    }

    /** The item {@code dataId} in {@code namespace} and {@code group}. */
    public static ConfigName of(String namespace, String group, String dataId) {
        return new ConfigName(namespace, group, dataId);
    }

    /** The item that {@code key} names: {@code dataId} or {@code namespace/group/dataId}, as {@link #key()} writes it. */
    public static ConfigName ofKey(String key) {
        int first = key.indexOf('/');
        if (first < 0) {
            return of(key);
        }
        int second = key.indexOf('/', first + 1);
        if (second < 0) {
            throw new IllegalArgumentException(
                    "config key must be dataId or namespace/group/dataId, was " + Names.shown(key));
        }
        return of(key.substring(0, first), key.substring(first + 1, second), key.substring(second + 1));
    }

    /**
     * The first that a namespace other than the default one may have, in the order of keys: every lawful group is this one or
     * comes behind it, however many characters before the slash it begins with.
     */
    public static ConfigName firstIn(String namespace) {
        return of(namespace, FIRST_CHARACTER.repeat(Names.MAX_LENGTH), FIRST_CHARACTER);
    }

    public String namespace() {
        return namespace;
    }

    public String group() {
        return group;
    }

    public String dataId() {
        return dataId;
    }

    /** {@code dataId} in the default namespace and group, {@code namespace/group/dataId} elsewhere. */
    public String key() {
        return key;
    }

    private boolean isDefault() {
        return namespace.equals(ServiceName.DEFAULT_NAMESPACE) && group.equals(ServiceName.DEFAULT_GROUP);
    }

    @Override
    public int compareTo(ConfigName other) {
        return key.compareTo(other.key);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ConfigName that && key.equals(that.key);
    }

    @Override
    public int hashCode() {
        return key.hashCode();
    }

    @Override
    public String toString() {
        return key;
    }
}
