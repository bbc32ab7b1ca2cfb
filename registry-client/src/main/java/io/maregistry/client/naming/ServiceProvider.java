package io.maregistry.client.naming;

import io.maregistry.model.RenewalMode;
import java.util.List;

/** The side of those who serve. Methods other than {@link #start} need it to be running. */
public interface ServiceProvider {

    /**
     * Lists the instance, and keeps it listed until it is deregistered or this stops: it is renewed without further calls.
     * Registering one that is listed replaces what was said of it.
     */
    void register(ServiceInstance instance);

    /** Takes the instance off the list; one that is not listed is passed over. */
    void deregister(ServiceInstance instance);

    /**
     * Renews the instance now. Needed only where {@link #register} was called by another program: what this one registered
     * is renewed by itself. An instance that is not listed is registered anew, as it is given here; it is not kept by that.
     */
    void sendHeartbeat(ServiceInstance instance);

    /**
     * The same for many, in as few requests as they fit in. Where some are refused, the others are renewed all the same, and
     * the first refusal is thrown.
     */
    void batchSendHeartbeats(List<ServiceInstance> instances);

    /** {@link #batchSendHeartbeats(List, RenewalMode)} of one instance. */
    default void sendHeartbeat(ServiceInstance instance, RenewalMode mode) {
        batchSendHeartbeats(List.of(instance), mode);
    }

    /**
     * Renews instances as {@link #batchSendHeartbeats(List)} does, and replaces what the mode says: all metadata, all
     * metrics, both or neither. Metadata of an instance that was registered here are kept from then on.
     *
     * @throws IllegalArgumentException where the mode updates metrics and one is no plain decimal number
     */
    default void batchSendHeartbeats(List<ServiceInstance> instances, RenewalMode mode) {
        if (mode != RenewalMode.HEARTBEAT_ONLY) {
            throw new UnsupportedOperationException("this provider knows heartbeats only");
        }
        batchSendHeartbeats(instances);
    }

    /** Begins; once or more often. */
    void start();

    /** Takes what was registered here off the list, and ends; once or more often. */
    void stop();

    boolean isRunning();
}
