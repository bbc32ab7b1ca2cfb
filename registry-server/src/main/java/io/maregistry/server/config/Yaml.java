package io.maregistry.server.config;

/** Text as YAML writes it. */
final class Yaml {

    private static final String PLAIN = "[A-Za-z0-9/][A-Za-z0-9/_.:=,@+-]*";

    private Yaml() {}

    /** {@code text} as it is where that reads as itself, else in double quotes. */
    static String scalar(String text) {
        if (text.matches(PLAIN) && !text.endsWith(":")) {
            return text;
        }
        return '"' + OneLine.of(text.replace("\\", "\\\\").replace("\"", "\\\"")) + '"';
    }
}
