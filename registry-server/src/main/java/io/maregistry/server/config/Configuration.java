package io.maregistry.server.config;

import java.util.List;

/**
 * What was read.
 *
 * @param server the checked configuration
 * @param settings every setting in effect, in the order of the table
 * @param warnings what is allowed but seldom meant; one line each
 */
public record Configuration(ServerConfig server, List<Setting> settings, List<String> warnings) {

    private static final int ORIGIN_COLUMN = 44;

    public Configuration {
        settings = List.copyOf(settings);
        warnings = List.copyOf(warnings);
    }

    /** All settings as a YAML file that would give the same configuration, each with the place it comes from. */
    public String text() {
        StringBuilder text = new StringBuilder();
        for (Setting setting : settings) {
            String line = setting.key() + ": " + Yaml.scalar(setting.value());
            text.append(line).append(" ".repeat(Math.max(2, ORIGIN_COLUMN - line.length())));
            text.append("# ").append(OneLine.of(setting.origin())).append(System.lineSeparator());
        }
        return text.toString();
    }
}
