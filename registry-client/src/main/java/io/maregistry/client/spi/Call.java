package io.maregistry.client.spi;

/**
 * What is known of a call before it is made.
 *
 * @param key calls with the same key go to the same instance, where the strategy looks at it; empty = no key
 */
public record Call(String key) {

    /** A call of which nothing is known. */
    public static final Call ANY = new Call("");

    /** A call for that key, for example a user's id. */
    public static Call of(String key) {
        return new Call(key);
    }
}
