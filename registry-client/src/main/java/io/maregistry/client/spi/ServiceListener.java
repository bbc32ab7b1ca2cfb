package io.maregistry.client.spi;

/**
 * Hears how a service changes. Called on the one thread {@code maregistry-client-listeners}, in the order of the changes,
 * so it must not block for long: all listeners of the client wait meanwhile. While it is busy, changes of a service come
 * together: the next call tells the newest list, and how it differs from the one told before. What it throws is logged and
 * changes nothing else.
 */
@FunctionalInterface
public interface ServiceListener {

    /** The first list of the service, with all its instances as added, and later each that differs. */
    void onChange(ServiceChange change);
}
