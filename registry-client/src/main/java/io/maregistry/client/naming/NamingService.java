package io.maregistry.client.naming;

/**
 * One naming service: both sides of it, begun and ended together. {@code RegistryClient.naming()} makes one. Any thread.
 *
 * <p>Once stopped it may be started again; what was registered and subscribed before is gone. The client that it stands on
 * is neither started nor closed with it.
 */
public interface NamingService extends ServiceProvider, ServiceConsumer {}
