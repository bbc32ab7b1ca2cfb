package io.maregistry.client.naming;

import java.util.List;

/** The side of those who call. Methods other than {@link #start} need it to be running. */
public interface ServiceConsumer {

    /**
     * All instances of the service, in the order of their registration, from the local view: only the first use of a
     * service waits for a node.
     */
    List<ServiceInstance> getAllInstances(String serviceName);

    /** Those of them that may be called. */
    List<ServiceInstance> getHealthyInstances(String serviceName);

    /** Tells the listener how the service changes, beginning with the instances that there are, as added. */
    void subscribe(String serviceName, ServiceChangeListener listener);

    /** Tells that listener no more; a call that has begun may still be under way. */
    void unsubscribe(String serviceName, ServiceChangeListener listener);

    /** Begins; once or more often. */
    void start();

    /** Ends; once or more often. */
    void stop();

    boolean isRunning();
}
