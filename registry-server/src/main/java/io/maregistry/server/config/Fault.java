package io.maregistry.server.config;

/**
 * One thing that is wrong with a configuration.
 *
 * @param key the setting, for example {@code lease.tick}; empty where the fault is not one setting's
 * @param message one line: a whole sentence with the key, the value and the rule, behind the place it was read at
 */
public record Fault(String key, String message) {

    public Fault {
        message = OneLine.of(message);
    }

    /** The fault of a setting that was read at {@code origin}. */
    Fault at(Origin origin) {
        return origin.isGiven() ? new Fault(key, origin.text() + ": " + message) : this;
    }
}
