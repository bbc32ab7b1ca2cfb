package io.maregistry.server.config;

/** All flags with their defaults, for a terminal. */
public final class SettingsHelp {

    private static final int DEFAULT_COLUMN = 34;

    private SettingsHelp() {}

    /** One line a flag and one for what it means, in the order of the table. */
    public static String text() {
        StringBuilder text = new StringBuilder();
        for (Key<?> key : Keys.ALL) {
            String flag = "  " + key.flag();
            text.append(flag).append(" ".repeat(Math.max(2, DEFAULT_COLUMN - flag.length())));
            text.append(key.shownDefault()).append(System.lineSeparator());
            text.append("      ").append(key.description()).append(System.lineSeparator());
        }
        return text.toString();
    }
}
