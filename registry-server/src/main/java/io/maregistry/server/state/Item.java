package io.maregistry.server.state;

/** What the registry keeps beside services and their instances: an immutable value under a key of its kind. */
public sealed interface Item permits Namespace, ServiceRouting, ServiceRules, ConfigItem {

    Kind kind();

    /** Names it among those of its kind. */
    String key();

    /** Of the registry, at its last change. */
    long revision();

    /** The same as if it had been changed last at that revision. */
    Item at(long newRevision);

    /** About what it takes, for the bounds of what waits. */
    int bytes();

    /** What it is. */
    enum Kind {
        NAMESPACE,
        ROUTING,
        RULES,
        CONFIG
    }
}
