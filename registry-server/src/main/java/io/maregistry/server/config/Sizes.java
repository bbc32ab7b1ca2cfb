package io.maregistry.server.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes in bytes as settings write them: a whole number and {@code B}, {@code KiB}, {@code MiB} or {@code GiB}. */
final class Sizes {

    static final long KIB = 1024;
    static final long MIB = 1024 * KIB;
    static final long GIB = 1024 * MIB;

    private static final Pattern TEXT = Pattern.compile("(\\d{1,9})(B|KiB|MiB|GiB)");

    private Sizes() {}

    /** The bytes that {@code 512B}, {@code 256KiB}, {@code 1MiB} or {@code 1GiB} stands for. */
    static long parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("be a size such as 512B, 256KiB, 1MiB or 1GiB, was \"" + text + '"');
        }
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "B" -> number;
            case "KiB" -> number * KIB;
            case "MiB" -> number * MIB;
            default -> number * GIB;
        };
    }

    /** The shortest text for {@code bytes}. */
    static String print(long bytes) {
        if (bytes == 0 || bytes % KIB != 0) {
            return bytes + "B";
        }
        if (bytes % MIB != 0) {
            return bytes / KIB + "KiB";
        }
        return bytes % GIB == 0 ? bytes / GIB + "GiB" : bytes / MIB + "MiB";
    }
}
