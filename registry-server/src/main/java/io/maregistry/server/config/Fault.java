package io.maregistry.server.config;

/**
 * One thing that is wrong with a configuration.
 *
 * @param key the setting, for example {@code lease.tick}; empty where the fault is not one setting's
 * @param message a whole sentence with the key, the value and the rule
 */
public record Fault(String key, String message) {

    @Override
    public String toString() {
        return message;
    }
}
