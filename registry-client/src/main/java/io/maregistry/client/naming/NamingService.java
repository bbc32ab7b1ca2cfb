package io.maregistry.client.naming;

/** One naming service: both sides of it, begun and ended together. */
public interface NamingService extends ServiceProvider, ServiceConsumer {}
