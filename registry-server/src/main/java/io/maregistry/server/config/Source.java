package io.maregistry.server.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What one source has: settings it gives and what is wrong with it. Filled by the source's reader, one thread. */
final class Source {

    private static final int LONGEST_SHOWN = 80;

    private final List<Given> given = new ArrayList<>();
    private final List<Fault> faults = new ArrayList<>();

    List<Given> given() {
        return List.copyOf(given);
    }

    List<Fault> faults() {
        return List.copyOf(faults);
    }

    void give(Key<?> key, String text, Origin origin) {
        given.add(new Given(key, text, origin));
    }

    void refuse(Origin place, String message) {
        faults.add(new Fault("", place.text() + ": " + message));
    }

    /** Names the known spelling that comes nearest; {@code what} is "setting" or alike. */
    void refuseUnknown(Origin place, String what, String name, Map<String, ?> known) {
        String shown = name.length() > LONGEST_SHOWN ? name.substring(0, LONGEST_SHOWN) + "..." : name;
        String hint = NearestName.to(shown, known.keySet())
                .map(near -> "; did you mean " + near + "?")
                .orElse("");
        refuse(place, "unknown " + what + " " + shown + hint);
    }
}
