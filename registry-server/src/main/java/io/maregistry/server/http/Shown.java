package io.maregistry.server.http;

import java.util.Locale;

/** How a text from outside is shown in messages and logs: short, on one line, without what could disturb a terminal. */
final class Shown {

    private static final int MAX_LENGTH = 64;

    private Shown() {}

    static String text(String text) {
        StringBuilder shown = new StringBuilder("\"");
        for (int at = 0; at < text.length() && at < MAX_LENGTH; at++) {
            char c = text.charAt(at);
            if (c < ' ' || c > '~' || c == '"' || c == '\\') {
                shown.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                shown.append(c);
            }
        }
        return shown.append(text.length() > MAX_LENGTH ? "\"..." : "\"").toString();
    }
}
