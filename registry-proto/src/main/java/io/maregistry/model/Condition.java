package io.maregistry.model;

import java.math.BigDecimal;
import java.util.List;
import java.util.PrimitiveIterator;
import org.jspecify.annotations.Nullable;

/**
 * One condition of a {@link Filter}.
 *
 * @param key without the word that says where it is read
 * @param isMetric whether it is read from the metrics
 * @param values what it is compared with: none, one, or of {@link Comparison#IN} several
 */
record Condition(String key, boolean isMetric, Comparison comparison, List<Value> values) {

    private static final int MAX_DIGITS = 64;

    Condition {
        values = List.copyOf(values);
    }

    /** How the value of the key stands to what it is compared with. */
    enum Comparison {
        PRESENT,
        ABSENT,
        EQUAL,
        UNEQUAL,
        ABOVE,
        AT_LEAST,
        BELOW,
        AT_MOST,
        IN,
        PREFIX
    }

    /** A text, and the number that it is, if it is one. */
    record Value(String text, @Nullable BigDecimal number) {

        static Value of(String text) {
            return new Value(text, decimal(text));
        }

        private boolean equals(String found, boolean asNumber) {
            return asNumber ? order(found) == 0 : text.equals(found);
        }

        /** How {@code found} stands to this: below 0 where it comes before. */
        private int order(String found) {
            BigDecimal other = number == null ? null : decimal(found);
            return number == null || other == null ? byCodePoints(found, text) : other.compareTo(number);
        }
    }

    /** @param told null where the key is absent */
    boolean matches(@Nullable String told) {
        String found = isMetric && told != null && decimal(told) == null ? null : told;
        if (found == null) {
            return comparison == Comparison.ABSENT || comparison == Comparison.UNEQUAL;
        }
        return switch (comparison) {
            case PRESENT -> true;
            case ABSENT -> false;
            case EQUAL, IN -> isOneOf(found);
            case UNEQUAL -> !isOneOf(found);
            case ABOVE -> values.get(0).order(found) > 0;
            case AT_LEAST -> values.get(0).order(found) >= 0;
            case BELOW -> values.get(0).order(found) < 0;
            case AT_MOST -> values.get(0).order(found) <= 0;
            case PREFIX -> found.startsWith(values.get(0).text());
        };
    }

    private boolean isOneOf(String found) {
        return values.stream().anyMatch(value -> value.equals(found, isMetric));
    }

    /** The decimal number that the text is: an optional sign, digits, and a point between digits; else null. */
    private static @Nullable BigDecimal decimal(String text) {
        int at = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
        int point = text.indexOf('.');
        boolean isNumber =
                at < text.length() && text.length() <= MAX_DIGITS && point != at && point != text.length() - 1;
        for (int place = at; isNumber && place < text.length(); place++) {
            char next = text.charAt(place);
            isNumber = (next >= '0' && next <= '9') || place == point;
        }
        return isNumber ? new BigDecimal(text) : null;
    }

    private static int byCodePoints(String one, String other) {
        PrimitiveIterator.OfInt ones = one.codePoints().iterator();
        PrimitiveIterator.OfInt others = other.codePoints().iterator();
        while (ones.hasNext() && others.hasNext()) {
            int order = Integer.compare(ones.nextInt(), others.nextInt());
            if (order != 0) {
                return order;
            }
        }
        return Boolean.compare(ones.hasNext(), others.hasNext());
    }
}
