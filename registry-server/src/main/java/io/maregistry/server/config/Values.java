package io.maregistry.server.config;

import java.util.HashMap;
import java.util.Map;

/** The text of each setting that counts, with its place. Used by one thread while a configuration is read. */
final class Values {

    // key name -> the value of the highest rank so far; at first the presets
    private final Map<String, Chosen> chosen = new HashMap<>();

    Values() {
        for (Key<?> key : Keys.ALL) {
            key.preset().ifPresent(text -> chosen.put(key.name(), new Chosen(text, Origin.DEFAULT)));
        }
    }

    /** Takes what a source has, unless a higher rank has the same setting. Throws where the text is none of its values. */
    void give(Given given) {
        given.key().read(given.text());
        Chosen before = chosen.get(given.key().name());
        if (before == null || before.origin().rank().compareTo(given.origin().rank()) <= 0) {
            chosen.put(given.key().name(), new Chosen(given.text(), given.origin()));
        }
    }

    /** Lets a setting that has no value follow from others. */
    <T> void derive(Key<T> key, T value, String from) {
        chosen.putIfAbsent(key.name(), new Chosen(key.kind().write().apply(value), Origin.derivedFrom(from)));
    }

    /** Puts {@code value} in the place of what was given, as coming from {@code origin}. */
    <T> void replace(Key<T> key, T value, Origin origin) {
        chosen.put(key.name(), new Chosen(key.kind().write().apply(value), origin));
    }

    boolean has(Key<?> key) {
        return chosen.containsKey(key.name());
    }

    /** The value of a setting that has one. */
    <T> T get(Key<T> key) {
        return key.read(textOf(key));
    }

    String textOf(Key<?> key) {
        return of(key).text();
    }

    /** Where somebody wrote what {@code name} has, or what it follows from; the default's where nobody did. */
    Origin placeOf(String name) {
        Origin origin = originOf(name);
        return Keys.ALL.stream()
                .filter(origin::isDerivedFrom)
                .findFirst()
                .map(key -> placeOf(key.name()))
                .orElse(origin);
    }

    /** The place that the value comes from; the default's where there is no value. */
    Origin originOf(String name) {
        Chosen found = chosen.get(name);
        return found == null ? Origin.DEFAULT : found.origin();
    }

    private Chosen of(Key<?> key) {
        Chosen found = chosen.get(key.name());
        if (found == null) {
            throw new IllegalStateException(key.name() + " has no value yet");
        }
        return found;
    }

    private record Chosen(String text, Origin origin) {}
}
