package io.maregistry.server.store.redis;

import java.util.Set;

/**
 * The names of the redis-registry's keys, and of ours beside them, all behind {@code {prefix}:} where there is a prefix.
 * Immutable; any thread.
 *
 * <p>Service names are the registry's keys: {@code service}, or {@code namespace/group/service} outside the defaults.
 */
public final class RedisRegistryConfig {

    private static final Set<String> RESERVED =
            Set.of("services", "service_instances", "heartbeat", "service_change", "registry");

    private final String before;

    /** The keys without a prefix. */
    public RedisRegistryConfig() {
        this.before = "";
    }

    /**
     * The keys behind a prefix.
     *
     * @throws IllegalArgumentException it is empty, holds blanks or control characters, or has a part that is one of the
     *     names that keys begin with, so that the keys of two registries could be the same
     */
    public RedisRegistryConfig(String prefix) {
        if (prefix.isEmpty() || prefix.chars().anyMatch(c -> c <= ' ' || c == 0x7f)) {
            throw new IllegalArgumentException("prefix must not be empty and hold no blanks or control characters");
        }
        for (String part : prefix.split(":", -1)) {
            if (RESERVED.contains(part)) {
                throw new IllegalArgumentException("prefix must not contain \"" + part + "\", which keys begin with");
            }
        }
        this.before = prefix + ':';
    }

    /** The hash of one instance. */
    public String instanceKey(String service, String instanceId) {
        return instanceKeys(service) + instanceId;
    }

    /** What the keys of the service's hashes begin with. */
    String instanceKeys(String service) {
        return before + "services:" + service + ':';
    }

    /** The set of the service's instanceIds. */
    public String instancesKey(String service) {
        return before + "service_instances:" + service;
    }

    /** The sorted set of the service's heartbeats. */
    public String heartbeatKey(String service) {
        return before + "heartbeat:" + service;
    }

    /** The channel that tells of the service's changes. */
    public String changeChannel(String service) {
        return before + "service_change:" + service;
    }

    /** The hash of the registry's counters. */
    public String countersKey() {
        return before + "registry:counters";
    }

    /** The hash of all services' counters. */
    public String servicesKey() {
        return before + "registry:services";
    }

    /** The hash of all items. */
    String itemsKey() {
        return before + "registry:items";
    }

    /** The hash of what renewals left of the service's instances. */
    String liveKey(String service) {
        return before + "registry:live:" + service;
    }

    /** The sorted set of the urls of a long service that changed lately, by revision. */
    String recentKey(String service) {
        return before + "registry:recent:" + service;
    }

    /** The set of services of which something is left to settle. */
    String unsettledKey() {
        return before + "registry:unsettled";
    }

    /** The set of those of the service whose new hash is still beside its place. */
    String swappedKey(String service) {
        return before + "registry:swapped:" + service;
    }

    /** The set of those that the service listed before. */
    String leftKey(String service) {
        return before + "registry:left:" + service;
    }

    String stagedInstancesKey(String service) {
        return before + "registry:staged_instances:" + service;
    }

    String stagedHeartbeatKey(String service) {
        return before + "registry:staged_heartbeat:" + service;
    }

    String stagedLiveKey(String service) {
        return before + "registry:staged_live:" + service;
    }

    String stagedChangesKey(String service) {
        return before + "registry:staged_changes:" + service;
    }

    String stagedInstanceKeys(String service) {
        return before + "registry:staged:" + service + ':';
    }
}
