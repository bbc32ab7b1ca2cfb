package io.maregistry.server.config;

/**
 * Where namespaces come from.
 *
 * @param strict whether a namespace has to be created before something is registered in it
 */
public record NamespacesConfig(boolean strict) {

    /** The first registration creates its namespace. */
    public static final NamespacesConfig DEFAULT = new NamespacesConfig(false);
}
