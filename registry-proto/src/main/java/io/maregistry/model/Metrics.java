package io.maregistry.model;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The figures that an instance tells of itself as it runs, such as its load: plain decimal numbers by name, kept as the text
 * in which they came. They are no part of any list: they move with each renewal that brings some, and no revision with them.
 *
 * @param numbers a name and a number each; the number as JSON writes it, {@code -?(0|[1-9][0-9]*)(\.[0-9]+)?}, without an
 *     exponent and of at most {@value #MAX_LENGTH} characters
 */
public record Metrics(Parameters numbers) {

    /** The most characters of a number, whatever is configured. */
    public static final int MAX_LENGTH = 32;

    /** Nothing was told. */
    public static final Metrics NONE = new Metrics(Parameters.empty());

    public Metrics {
        check(numbers);
    }

    static void check(Parameters numbers) {
        numbers.forEach((name, number) -> {
            if (!isNumber(number)) {
                throw new IllegalArgumentException("metrics must be plain decimal numbers of at most " + MAX_LENGTH
                        + " characters, " + name + " was " + shown(number));
            }
        });
    }

    /** The numbers of {@code map}, copied. */
    public static Metrics of(Map<String, String> map) {
        return map.isEmpty() ? NONE : new Metrics(Parameters.of(map));
    }

    /** Names and numbers in turn, copied; of a name that is there twice the last number counts. */
    public static Metrics ofPairs(List<String> namesAndNumbers) {
        return namesAndNumbers.isEmpty() ? NONE : new Metrics(Parameters.ofPairs(namesAndNumbers));
    }

    /** Whether the text is such a number. */
    public static boolean isNumber(String text) {
        int begin = text.startsWith("-") ? 1 : 0;
        int point = text.indexOf('.');
        int wholeEnd = point < 0 ? text.length() : point;
        return text.length() <= MAX_LENGTH
                && areDigits(text, begin, wholeEnd)
                && (text.charAt(begin) != '0' || wholeEnd == begin + 1)
                && (point < 0 || areDigits(text, point + 1, text.length()));
    }

    /** One digit at least, and nothing else. */
    private static boolean areDigits(String text, int begin, int end) {
        for (int place = begin; place < end; place++) {
            if (text.charAt(place) < '0' || text.charAt(place) > '9') {
                return false;
            }
        }
        return begin < end;
    }

    private static String shown(String number) {
        return number.length() <= MAX_LENGTH ? number : number.length() + " characters long";
    }

    public boolean isEmpty() {
        return numbers.isEmpty();
    }

    public int size() {
        return numbers.size();
    }

    /** The number of that name, or null where none was told. */
    public @Nullable String get(String name) {
        return numbers.get(name);
    }

    /** The same as an unmodifiable map in the order of the names. */
    public Map<String, String> asMap() {
        return numbers.asMap();
    }

    @Override
    public String toString() {
        return numbers.toString();
    }
}
