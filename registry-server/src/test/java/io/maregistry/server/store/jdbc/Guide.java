package io.maregistry.server.store.jdbc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code docs/guide-stores.md} and what is quoted in it. */
final class Guide {

    static final Path FILE = Path.of("../docs/guide-stores.md");

    private Guide() {}

    /** The blocks of that language, without a last semicolon. */
    static List<String> blocks(String language) throws IOException {
        List<String> blocks = new ArrayList<>();
        String text = Files.readString(FILE);
        String begin = "```" + language + "\n";
        for (int at = text.indexOf(begin); at >= 0; at = text.indexOf(begin, at + 1)) {
            int from = at + begin.length();
            blocks.add(text.substring(from, text.indexOf("```", from)).strip().replaceAll(";$", ""));
        }
        return blocks;
    }

    /** The guide with the code behind each comment {@code <!-- Name -->} as it is in the sources. */
    static String withCode(String text, String... names) throws IOException {
        String quoted = text;
        for (String name : names) {
            String source = Files.readString(Path.of("src/test/java/com/example/registry/" + name + ".java"));
            String code = source.substring(source.indexOf("/**"));
            String comment = "<!-- " + name + " -->\n";
            int at = quoted.indexOf(comment) + comment.length();
            String behind = quoted.substring(at);
            String rest = behind.startsWith("```java\n") ? behind.substring(behind.indexOf("```\n", 8) + 4) : behind;
            quoted = quoted.substring(0, at) + "```java\n" + code + "```\n" + rest;
        }
        return quoted;
    }
}
