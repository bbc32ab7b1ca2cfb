package io.maregistry.model;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * A decimal number of up to {@value #MAX_LENGTH} characters: an optional sign, digits, and a point between digits.
 *
 * @param shortened the number where it has no point and fits; else 0
 * @param whole the number where it is not {@code shortened}; else null
 */
record Decimal(long shortened, @Nullable BigDecimal whole) implements Comparable<Decimal> {

    private static final int MAX_LENGTH = 64;
    private static final int MAX_SHORT = 18; // characters whose number always fits into a long

    /** The number that the text is; null where it is none. */
    static @Nullable Decimal of(String text) {
        if (!is(text)) {
            return null;
        }
        return text.length() <= MAX_SHORT && text.indexOf('.') < 0
                ? new Decimal(Long.parseLong(text), null)
                : new Decimal(0, new BigDecimal(text));
    }

    /** Whether the text is such a number. */
    static boolean is(String text) {
        int begin = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
        int point = text.indexOf('.');
        boolean isNumber =
                begin < text.length() && text.length() <= MAX_LENGTH && point != begin && point != text.length() - 1;
        for (int place = begin; isNumber && place < text.length(); place++) {
            char next = text.charAt(place);
            isNumber = next >= '0' && next <= '9' || place == point;
        }
        return isNumber;
    }

    @Override
    public int compareTo(Decimal other) {
        return whole == null && other.whole == null
                ? Long.compare(shortened, other.shortened)
                : asBig().compareTo(other.asBig());
    }

    private BigDecimal asBig() {
        return whole == null ? BigDecimal.valueOf(shortened) : whole;
    }
}
