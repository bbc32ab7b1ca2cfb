package io.maregistry.server.store.redis;

import io.maregistry.model.ResumeToken;
import io.maregistry.server.state.Position;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.Scalars;
import io.maregistry.server.store.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The hash {@code registry:counters}: as the last writer to finish left it, and while a save is under way, or died, beside
 * that as it will be, in fields that begin with {@code saving:}. The field {@code items} moves by itself, with each script
 * that writes some: {@code <token> <number of items>}.
 *
 * @param scalars those to be, where a save is under way: services of both may be there, and these fit either
 * @param position likewise
 */
record Counters(Scalars scalars, Position position) {

    /** The layout that this build reads and writes. */
    static final int LAYOUT = 2;

    /** The field that tells of the items. Layout 1 knew none. */
    static final String ITEMS = "items";

    private static final Pattern ITEM_STAMP = Pattern.compile("\\S+ (\\d{1,9})");

    /** Names and values in turn. */
    static List<String> of(Root root) {
        Scalars scalars = root.scalars();
        List<String> pairs = new ArrayList<>();
        add(pairs, "layout", LAYOUT);
        pairs.add("lineage");
        pairs.add(ResumeToken.lineageText(scalars.lineage()));
        add(pairs, "revision", scalars.revision());
        add(pairs, "version", scalars.version());
        add(pairs, "clock", scalars.clockMillis());
        add(pairs, "nextHandle", scalars.nextHandle());
        add(pairs, "floor", scalars.floor());
        add(pairs, "formatLevel", scalars.formatLevel());
        pairs.add("clusterId");
        pairs.add(scalars.clusterId());
        add(pairs, "index", root.position().index());
        add(pairs, "term", root.position().term());
        return pairs;
    }

    private static void add(List<String> pairs, String name, long value) {
        pairs.add(name);
        pairs.add(Long.toString(value));
    }

    /**
     * Throws {@link IllegalArgumentException} where something is missing or no number.
     *
     * @throws StoreException {@code REFUSED} where a newer build wrote it in a layout of its own
     */
    static Counters parse(Map<String, String> hash) {
        Reading reading = new Reading(hash, hash.containsKey("saving") ? "saving:" : "");
        if (reading.number("layout") > LAYOUT) {
            throw newer();
        }
        checkItems(hash);
        Scalars scalars = new Scalars(
                reading.text("clusterId"),
                Long.parseUnsignedLong(reading.text("lineage"), 16),
                reading.number("revision"),
                reading.number("version"),
                reading.number("clock"),
                reading.number("nextHandle"),
                reading.number("floor"),
                (int) reading.number("formatLevel"));
        return new Counters(scalars, new Position(reading.number("index"), reading.number("term")));
    }

    private static void checkItems(Map<String, String> hash) {
        String stamp = hash.get(ITEMS);
        if (stamp != null) {
            itemsOf(stamp);
        } else if (Integer.toString(LAYOUT).equals(hash.get("layout"))) {
            throw new IllegalArgumentException(ITEMS + " is missing");
        }
    }

    /** How many items that stamp tells of. */
    static int itemsOf(String stamp) {
        Matcher form = ITEM_STAMP.matcher(stamp);
        if (!form.matches()) {
            throw new IllegalArgumentException(ITEMS + " must be <token> <number>, was " + stamp);
        }
        return Integer.parseInt(form.group(1));
    }

    /** What is to be said of a layout that this build does not know. */
    static StoreException newer() {
        return new StoreException(
                StoreException.Kind.REFUSED,
                "redis: a newer build wrote it, in a layout above " + LAYOUT
                        + ", and this one would spoil it: use that build, or empty the store");
    }

    private record Reading(Map<String, String> hash, String before) {

        long number(String name) {
            long number = Long.parseLong(text(name));
            if (number < 0) {
                throw new IllegalArgumentException(name + " must not be negative, was " + number);
            }
            return number;
        }

        String text(String name) {
            String value = hash.get(before + name);
            if (value == null) {
                throw new IllegalArgumentException(before + name + " is missing");
            }
            return value;
        }
    }
}
