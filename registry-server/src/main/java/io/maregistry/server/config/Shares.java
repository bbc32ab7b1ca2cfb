package io.maregistry.server.config;

import java.util.regex.Pattern;

/** Shares of a whole as settings write them, {@code 0.3}, and as the program keeps them, 300 thousandths. */
final class Shares {

    private static final Pattern TEXT = Pattern.compile("\\d{1,4}(\\.\\d{1,3})?");

    private Shares() {}

    /** The thousandths that {@code 0.3} or {@code 1} stands for. */
    static int parse(String text) {
        if (!TEXT.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "be a share such as 0.3, with at most three decimals, was \"" + text + '"');
        }
        int point = text.indexOf('.');
        String whole = point < 0 ? text : text.substring(0, point);
        String decimals = point < 0 ? "" : text.substring(point + 1);
        return Integer.parseInt(whole + (decimals + "000").substring(0, 3));
    }

    /** The shortest text for {@code perMille}. */
    static String print(int perMille) {
        String text = String.format(java.util.Locale.ROOT, "%d.%03d", perMille / 1_000, Math.abs(perMille % 1_000));
        return text.replaceFirst("\\.?0+$", "");
    }
}
