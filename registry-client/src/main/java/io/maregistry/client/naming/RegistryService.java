package io.maregistry.client.naming;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * The plan's nine methods, each with a twin that does not block. A twin fails with what its method throws.
 *
 * <p>A service is named {@code service} or {@code namespace/group/service}. Arrays of the document are lists here. {@code
 * RegistryClient.registryService()} makes one, which needs no closing.
 *
 * <p>Each method is one request, and nothing happens behind it: an instance that nobody renews leaves the list after its ttl.
 * Whoever wants an instance to be kept uses {@link NamingService}, or {@code RegistryClient.register}.
 *
 * <p>Renewals that move versions, snapshots and restores go to the nodes' HTTP ports, which are those that the cluster
 * announces, without TLS. A call of them waits for the client's deadline at most, one of {@link #snapshot} and {@link
 * #restore} for ten times that.
 */
public interface RegistryService {

    /** Lists the instance; the answer is the instance as it was sent. */
    InstanceMeta register(String service, InstanceMeta instance);

    /** Takes the instance off the list; one that is not listed is passed over. The answer is the instance as it was sent. */
    InstanceMeta unregister(String service, InstanceMeta instance);

    /** All instances of the service in the order of their registration; none of an unknown one. */
    List<InstanceMeta> getAllInstances(String service);

    /**
     * Renews the instance; the service's version grows, which other nodes show a moment later. One that is not listed stays
     * so.
     */
    InstanceMeta renew(String service, InstanceMeta instance);

    /** Renews the instance in each of the services. */
    InstanceMeta renews(List<String> services, InstanceMeta instance);

    /** The service's version; 0 of an unknown one. */
    long version(String service);

    /** The versions of these services, in their order. */
    Map<String, Long> versions(List<String> services);

    /**
     * All data, at least as new as every write that was acknowledged before. At most 64 MiB of JSON, some 400,000 instances:
     * what is longer is an {@code InvalidRequest}, and has to be had from {@code GET /snapshot} itself.
     */
    Snapshot snapshot();

    /**
     * Puts that data in the place of all that there is: all of it or nothing. At most 64 MiB of JSON: what is longer is an
     * {@code InvalidRequest}. Where the outcome is not known, it is not tried again: a second time could take away
     * what was written meanwhile.
     */
    void restore(Snapshot snapshot);

    /** See {@link #register}. */
    CompletableFuture<InstanceMeta> registerAsync(String service, InstanceMeta instance);

    /** See {@link #unregister}. */
    CompletableFuture<InstanceMeta> unregisterAsync(String service, InstanceMeta instance);

    /** See {@link #getAllInstances}. */
    CompletableFuture<List<InstanceMeta>> getAllInstancesAsync(String service);

    /** See {@link #renew}. */
    CompletableFuture<InstanceMeta> renewAsync(String service, InstanceMeta instance);

    /** See {@link #renews}. */
    CompletableFuture<InstanceMeta> renewsAsync(List<String> services, InstanceMeta instance);

    /** See {@link #version}. */
    CompletableFuture<Long> versionAsync(String service);

    /** See {@link #versions}. */
    CompletableFuture<Map<String, Long>> versionsAsync(List<String> services);

    /** See {@link #snapshot}. */
    CompletableFuture<Snapshot> snapshotAsync();

    /** See {@link #restore}. */
    CompletableFuture<Void> restoreAsync(Snapshot snapshot);
}
