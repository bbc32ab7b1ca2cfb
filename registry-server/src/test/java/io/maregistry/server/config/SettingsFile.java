package io.maregistry.server.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The table of settings as YAML blocks and as a table of Markdown. */
final class SettingsFile {

    static final String HEAD = """
            # Every setting with its default. A flag is the key with dashes for dots (--http-listen=...), an environment variable
            # the same in capitals (MAREGISTRY_HTTP_LISTEN). Flags win over the environment, the environment over this file.
            # An unknown key is an error. Durations: 250ms, 5s, 30m, 1h. Sizes: 512B, 256KiB, 1MiB, 1GiB. Addresses: host:port.
            """;

    private static final int COMMENT_COLUMN = 42;

    private SettingsFile() {}

    /** The file that is shipped: every key in a comment, with its default and what it means. */
    static String shipped() {
        StringBuilder text = new StringBuilder(HEAD);
        List<String> open = List.of();
        for (Key<?> key : Keys.ALL) {
            List<String> path = List.of(key.name().split("\\."));
            if (!path.get(0).equals(open.isEmpty() ? "" : open.get(0))) {
                text.append('\n');
            }
            appendBlocks(text, "# ", open, path);
            String value = key.preset()
                    .map(preset -> preset.isEmpty() ? "" : " " + Yaml.scalar(preset))
                    .orElse("");
            appendLine(text, "# " + indent(path.size() - 1) + path.get(path.size() - 1) + ":" + value, meaning(key));
            open = path;
        }
        return text.toString();
    }

    /** A file with the values of {@code texts}, in blocks. */
    static String of(Map<String, String> texts) {
        StringBuilder text = new StringBuilder();
        List<String> open = List.of();
        for (Key<?> key : Keys.ALL) {
            Optional<String> value = Optional.ofNullable(texts.get(key.name()));
            if (value.isPresent()) {
                List<String> path = List.of(key.name().split("\\."));
                appendBlocks(text, "", open, path);
                text.append(indent(path.size() - 1))
                        .append(path.get(path.size() - 1))
                        .append(": ");
                text.append(Yaml.scalar(value.get())).append('\n');
                open = path;
            }
        }
        return text.toString();
    }

    /** The rows of the table in {@code docs/configuration.md}. */
    static String rows() {
        return Keys.ALL.stream()
                .map(key -> "| `" + key.name() + "` | " + shownDefault(key) + " | "
                        + key.kind().name() + " | " + key.description() + " |\n")
                .collect(Collectors.joining());
    }

    private static String shownDefault(Key<?> key) {
        return key.preset()
                .map(preset -> preset.isEmpty() ? "empty" : "`" + preset + "`")
                .orElse(key.follows().isEmpty() ? "not set" : key.follows());
    }

    private static String meaning(Key<?> key) {
        return key.description() + (key.follows().isEmpty() ? "" : "; default: " + key.follows());
    }

    /** Opens the blocks of {@code path} that are not open already. */
    private static void appendBlocks(StringBuilder text, String prefix, List<String> open, List<String> path) {
        int same = 0;
        while (same < open.size() - 1
                && same < path.size() - 1
                && open.get(same).equals(path.get(same))) {
            same++;
        }
        for (int depth = same; depth < path.size() - 1; depth++) {
            text.append(prefix).append(indent(depth)).append(path.get(depth)).append(":\n");
        }
    }

    private static void appendLine(StringBuilder text, String line, String comment) {
        text.append(line).append(" ".repeat(Math.max(1, COMMENT_COLUMN - line.length())));
        text.append("# ").append(comment).append('\n');
    }

    private static String indent(int depth) {
        return "  ".repeat(depth);
    }
}
