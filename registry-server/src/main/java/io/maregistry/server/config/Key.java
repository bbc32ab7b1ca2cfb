package io.maregistry.server.config;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One setting: the row of {@link Keys} that parser, {@code config show}, the shipped file and the documents share.
 *
 * @param name words with dashes, parts with dots; mirrors the records
 * @param kind what its values are
 * @param preset the text of its default; absent where it has none or follows from others
 * @param follows what its default follows from, in words; empty where it follows from nothing
 * @param description one line
 * @param <T> its values
 */
record Key<T>(String name, Kind<T> kind, Optional<String> preset, String follows, String description) {

    /** A setting with a default. */
    static <T> Key<T> of(String name, Kind<T> kind, T preset, String description) {
        return new Key<>(name, kind, Optional.of(kind.write().apply(preset)), "", description);
    }

    /** A setting whose default follows from others, or is not to be set. */
    static <T> Key<T> following(String name, Kind<T> kind, String follows, String description) {
        return new Key<>(name, kind, Optional.empty(), follows, description);
    }

    /** The default as documents show it. */
    String shownDefault() {
        String text = preset.orElse(follows);
        return text.isEmpty() ? "not set" : text;
    }

    /** {@code --http-listen}. */
    String flag() {
        return "--" + name.replace('.', '-');
    }

    /** {@code MAREGISTRY_HTTP_LISTEN}. */
    String variable() {
        return Variables.PREFIX
                + name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    /** The value that {@code text} stands for; throws {@link ConfigException} with the rule where it is none. */
    T read(String text) {
        try {
            return kind.read().apply(text);
        } catch (ConfigException said) {
            throw said; // knows better than the rule below
        } catch (IllegalArgumentException unfit) {
            String message = name + " must " + kind.rule() + ", was \"" + text + '"';
            throw new ConfigException(List.of(new Fault(name, message)));
        }
    }
}
