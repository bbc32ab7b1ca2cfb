package io.maregistry.server.snapshot;

import io.maregistry.wire.JsonOutput;
import java.nio.charset.StandardCharsets;

/**
 * One item of a root as a text, for stores that keep each by itself: what the registry keeps beside services and their
 * instances. Immutable; any thread.
 */
public final class StoredItem {

    private final Place place;
    private final long revision;
    private final Object value;
    private final JsonOutput.Body body;

    /** {@code value} is what {@code body} writes, by which two of one place are compared. */
    StoredItem(Place place, long revision, Object value, JsonOutput.Body body) {
        this.place = place;
        this.revision = revision;
        this.value = value;
        this.body = body;
    }

    public Place place() {
        return place;
    }

    /** Of the registry at its last change; 0 of a {@link Kind#RELEASE}. */
    public long revision() {
        return revision;
    }

    /** JSON: the value that the full document has of it. Written at each call, since all of them together may be large. */
    public String content() {
        return new String(JsonOutput.bytes(body), StandardCharsets.UTF_8);
    }

    Object value() {
        return value;
    }

    /**
     * What it is. The texts are those of stores that were written long ago: they stay. A build that does not know one takes the
     * store for damaged where it loads it, and deletes those items where it saves. So whatever is added here once a release
     * has these needs the next layout, or version, of each store as well, which that build refuses.
     */
    public enum Kind {
        NAMESPACE("namespace"),
        ROUTING("routing"),
        RULES("rules"),
        /** A version of a configuration item. */
        CONFIG("config"),
        /** The revision behind which no unknown configuration item was changed; only where it is not 0. */
        CONFIG_FLOOR("config-floor"),
        /** A line of a service's version history. */
        RELEASE("release");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }

        /** The kind of that text; {@link IllegalArgumentException} where there is none. */
        public static Kind of(String text) {
            for (Kind kind : values()) {
                if (kind.text.equals(text)) {
                    return kind;
                }
            }
            throw new IllegalArgumentException("there are no items of the kind " + text);
        }
    }

    /**
     * What tells an item from all others.
     *
     * @param key of the namespace its name, of the routing {@code namespace/service}, of the rules their service's, of the
     *     version its configuration item's, of the line its service's; empty of the floor
     * @param number of the version its revision, of the line its order; else 0
     */
    public record Place(Kind kind, String key, long number) {

        @Override
        public String toString() {
            return kind.text + ' ' + number + ' ' + key;
        }
    }
}
