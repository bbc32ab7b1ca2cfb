package io.maregistry.server.store.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The scripts, as Redis runs them: those that write, but the first, behind the fence. Each of these answers with a {@link
 * Verdict}.
 */
enum Script {
    BEGIN(false),
    SERVICE(true),
    STAGE(true),
    SWAP(true),
    SETTLE(true),
    LIVE(true),
    ITEMS(true),
    END(true),
    READ(false);

    private final String text;

    Script(boolean isFenced) {
        String own = read(name().toLowerCase(Locale.ROOT));
        String constants = "local LONG = " + LongService.LONG + "\nlocal LAYOUT = " + Counters.LAYOUT + '\n';
        this.text = constants + (isFenced ? read("fence") : "") + own;
    }

    /** Its Lua source. */
    String text() {
        return text;
    }

    private static String read(String name) {
        String file = name + ".lua";
        try (InputStream in = Script.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException(file + " is missing in this build");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(file + " cannot be read", unreadable);
        }
    }
}
