package io.maregistry.client.naming;

import java.util.List;

/**
 * Hears how a service changes. Called on the one thread {@code maregistry-client-listeners}, in the order of the changes;
 * what it throws is logged.
 */
@FunctionalInterface
public interface ServiceChangeListener {

    /**
     * Some instances changed in the same way.
     *
     * @param action {@code added}, {@code removed} or {@code updated}
     * @param instances those concerned, as they are now, or as they were last
     */
    void onChange(String serviceName, String action, List<ServiceInstance> instances);
}
