package io.maregistry.server.http;

import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.server.config.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of one request. They come from the query only, and each at most once unless its route says otherwise. Reading them costs one pass over
 * the query and no map.
 */
final class Query {

    private static final Query EMPTY = new Query(List.of());
    private static final int MAX_PARAMETERS = 32; // each is compared with those before it
    private static final int MAX_REPEATED = 1_000 + MAX_PARAMETERS; // where one may be repeated

    // names at even places, the value of each behind it
    private final List<String> pairs;

    private Query(List<String> pairs) {
        this.pairs = pairs;
    }

    /** The parameters of the part behind the {@code ?}, which may be empty. */
    static Query parse(String text) {
        return parse(text, List.of());
    }

    /** The same, where each of {@code repeatable} may be given more than once. */
    static Query parse(String text, List<String> repeatable) {
        if (text.isEmpty()) {
            return EMPTY;
        }
        List<String> pairs = new ArrayList<>(4);
        int start = 0;
        while (start <= text.length()) {
            int end = text.indexOf('&', start);
            if (end < 0) {
                end = text.length();
            }
            if (end > start) {
                add(pairs, text.substring(start, end), repeatable);
            }
            start = end + 1;
        }
        return new Query(pairs);
    }

    private static void add(List<String> pairs, String pair, List<String> repeatable) {
        int equals = pair.indexOf('=');
        String name = Percent.decodeQuery(equals < 0 ? pair : pair.substring(0, equals));
        boolean isRepeatable = repeatable.contains(name);
        if (pairs.size() >= 2 * (repeatable.isEmpty() ? MAX_PARAMETERS : MAX_REPEATED)) {
            throw invalid("there must be at most " + pairs.size() / 2 + " parameters");
        }
        if (!isRepeatable) {
            checkOnce(pairs, name);
        }
        pairs.add(name);
        pairs.add(equals < 0 ? "" : Percent.decodeQuery(pair.substring(equals + 1)));
    }

    private static void checkOnce(List<String> pairs, String name) {
        for (int at = 0; at < pairs.size(); at += 2) {
            if (pairs.get(at).equals(name)) {
                throw invalid("a parameter is given twice: " + Shown.text(name));
            }
        }
    }

    /** Every value of a parameter that may be given more than once, in order. */
    List<String> all(String name) {
        List<String> values = new ArrayList<>();
        for (int at = 0; at < pairs.size(); at += 2) {
            if (pairs.get(at).equals(name)) {
                values.add(pairs.get(at + 1));
            }
        }
        return values;
    }

    /** The value of the parameter, or null where it is not given. */
    @Nullable
    String get(String name) {
        for (int at = 0; at < pairs.size(); at += 2) {
            if (pairs.get(at).equals(name)) {
                return pairs.get(at + 1);
            }
        }
        return null;
    }

    /** The value of the parameter; {@code InvalidRequest} where it is not given. */
    String required(String name) {
        String value = get(name);
        if (value == null || value.isEmpty()) {
            throw invalid(name + " is missing");
        }
        return value;
    }

    /** The value of a parameter that is {@code true} or {@code false}; false where it is not given. */
    boolean flag(String name) {
        String value = get(name);
        if (value == null || value.equals("false")) {
            return false;
        }
        if (value.equals("true")) {
            return true;
        }
        throw invalid(name + " must be true or false, was " + Shown.text(value));
    }

    /** The value of a parameter that is a whole number within those bounds; {@code otherwise} where it is not given. */
    int number(String name, int otherwise, int least, int most) {
        String value = get(name);
        if (value == null) {
            return otherwise;
        }
        long number = Digits.parse(value);
        if (number < 0 || number < least || number > most) {
            throw invalid(name + " must be " + least + " to " + most + ", was " + Shown.text(value));
        }
        return (int) number;
    }

    /** The value of a parameter that is a whole number of at most 18 digits; {@code otherwise} where it is not given. */
    long count(String name, long otherwise) {
        String value = get(name);
        if (value == null) {
            return otherwise;
        }
        long number = Digits.parse(value);
        if (number < 0) {
            throw invalid(name + " must be a whole number of up to 18 digits, was " + Shown.text(value));
        }
        return number;
    }

    /** The value of a parameter that is a duration of at most that long; {@code otherwise} where it is not given. */
    Duration duration(String name, Duration otherwise, Duration most) {
        String value = get(name);
        if (value == null) {
            return otherwise;
        }
        Duration duration;
        try {
            duration = Durations.parse(value);
        } catch (IllegalArgumentException malformed) {
            throw invalid(name + " must be a duration such as 250ms or 30s, was " + Shown.text(value));
        }
        if (duration.compareTo(most) > 0) {
            throw invalid(name + " must be at most " + Durations.print(most) + ", was " + Shown.text(value));
        }
        return duration;
    }

    /** Refuses every parameter that is not one of {@code known}. */
    void allowOnly(List<String> known) {
        for (int at = 0; at < pairs.size(); at += 2) {
            if (!known.contains(pairs.get(at))) {
                throw invalid("there is no parameter " + Shown.text(pairs.get(at)) + " here");
            }
        }
    }

    private static RegistryException invalid(String message) {
        return new RegistryException.InvalidRequest(ErrorCode.INVALID_REQUEST, message);
    }
}
