package io.maregistry.server.store.redis;

import io.maregistry.server.snapshot.StoredItem;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code registry:items} holds: of each item its content under {@code <kind> <number> <key>}. */
final class ItemHash {

    /** How many fields are asked for in one step, which has to be answered in time: a configuration item may have 256 KiB. */
    static final int SCAN_COUNT = 10;

    private static final Pattern FIELD = Pattern.compile("([a-z-]+) (\\d{1,18}) (.*)", Pattern.DOTALL);

    private ItemHash() {}

    static String field(StoredItem.Place place) {
        return place.toString();
    }

    /**
     * The contents by their places.
     *
     * @throws IllegalArgumentException a field is none
     */
    static Map<StoredItem.Place, String> contents(Map<String, String> hash) {
        Map<StoredItem.Place, String> contents = new HashMap<>();
        hash.forEach((field, content) -> contents.put(place(field), content));
        return contents;
    }

    /** Whether it is, or would be, a line of a version history. */
    static boolean isRelease(String field) {
        return field.startsWith(StoredItem.Kind.RELEASE.text() + ' ');
    }

    /** The number in a field; 0 where it is none of ours. */
    static long number(String field) {
        Matcher form = FIELD.matcher(field);
        return form.matches() ? Long.parseLong(form.group(2)) : 0;
    }

    private static StoredItem.Place place(String field) {
        Matcher form = FIELD.matcher(field);
        if (!form.matches()) {
            throw new IllegalArgumentException("an item must be <kind> <number> <key>, was " + field);
        }
        return new StoredItem.Place(StoredItem.Kind.of(form.group(1)), form.group(3), Long.parseLong(form.group(2)));
    }
}
