package io.maregistry.model;

import java.util.Objects;

/**
 * The name of a service in its namespace and group. Ordered and compared by {@link #key()}, in the order of UTF-16 code
 * units, which is the order of every listing.
 */
public final class ServiceName implements Comparable<ServiceName> {

    /** The namespace of a service that names none. */
    public static final String DEFAULT_NAMESPACE = "public";

    /** The group of a service that names none. */
    public static final String DEFAULT_GROUP = "DEFAULT_GROUP";

    /** Stands for all groups of a service. */
    public static final String ALL_GROUPS = "*";

    /** Stands for those groups of a service that get its calls, see {@link Routing}. */
    public static final String ACTIVE_GROUPS = "@active";

    private final String namespace;
    private final String group;
    private final String name;
    private final String key;

    private ServiceName(String namespace, String group, String name) {
        this.namespace = namespace.equals(DEFAULT_NAMESPACE) ? DEFAULT_NAMESPACE : Names.check("namespace", namespace);
        this.group = group.equals(DEFAULT_GROUP) ? DEFAULT_GROUP : Names.check("group", group);
        this.name = Names.check("service", name);
        this.key = isDefault() ? name : namespace + '/' + group + '/' + name;
    }

    private ServiceName(ServiceName place, String groups) {
        this.namespace = place.namespace;
        this.group = groups;
        this.name = place.name;
        this.key = namespace + '/' + groups + '/' + name;
    }

    /** The service {@code name} in the default namespace and group. */
    public static ServiceName of(String name) {
        return new ServiceName(DEFAULT_NAMESPACE, DEFAULT_GROUP, name);
    }

    /** The service {@code name} in {@code namespace} and {@code group}. */
    public static ServiceName of(String namespace, String group, String name) {
        return new ServiceName(namespace, group, name);
    }

    /**
     * A service of which several groups are read as one list. Nothing can be registered in it.
     *
     * @param groups {@link #ALL_GROUPS} or {@link #ACTIVE_GROUPS}
     */
    public static ServiceName ofGroups(String namespace, String groups, String name) {
        if (!areGroups(groups)) {
            throw new IllegalArgumentException(
                    "groups must be " + ALL_GROUPS + " or " + ACTIVE_GROUPS + ", were " + Names.shown(groups));
        }
        return new ServiceName(of(namespace, DEFAULT_GROUP, name), groups);
    }

    /** Whether that stands for several groups, rather than being the name of one. */
    public static boolean areGroups(String group) {
        return group.equals(ALL_GROUPS) || group.equals(ACTIVE_GROUPS);
    }

    /**
     * The service that {@code key} names: {@code service} or {@code namespace/group/service}, as {@link #key()} writes it.
     */
    public static ServiceName ofKey(String key) {
        int first = key.indexOf('/');
        if (first < 0) {
            return of(key);
        }
        int second = key.indexOf('/', first + 1);
        if (second < 0) {
            throw new IllegalArgumentException(
                    "service key must be service or namespace/group/service, was " + Names.shown(key));
        }
        return of(key.substring(0, first), key.substring(first + 1, second), key.substring(second + 1));
    }

    /** Refuses, as an {@code IllegalArgumentException}, what cannot be the name of a namespace. */
    public static void checkNamespace(String namespace) {
        var unused = Names.check("namespace", namespace);
    }

    /** Refuses, as an {@code IllegalArgumentException}, what cannot be the name of a group. */
    public static void checkGroup(String group) {
        var unused = Names.check("group", group);
    }

    public String namespace() {
        return namespace;
    }

    public String group() {
        return group;
    }

    public String name() {
        return name;
    }

    /** {@code name} in the default namespace and group, {@code namespace/group/name} elsewhere. */
    public String key() {
        return key;
    }

    private boolean isDefault() {
        return namespace.equals(DEFAULT_NAMESPACE) && group.equals(DEFAULT_GROUP);
    }

    @Override
    public int compareTo(ServiceName other) {
        return key.compareTo(other.key);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ServiceName that && key.equals(that.key);
    }

    @Override
    public int hashCode() {
        return Objects.hashCode(key);
    }

    @Override
    public String toString() {
        return key;
    }
}
