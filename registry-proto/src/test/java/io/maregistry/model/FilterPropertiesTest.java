package io.maregistry.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Filters against a slow evaluator of the same conditions, which never sees their text. */
class FilterPropertiesTest {

    private static final List<String> KEYS = List.of("a", "b", "load", "in", "metrics.x", "ä-key");
    private static final List<String> VALUES = List.of(
            "",
            "a",
            "b",
            "ab",
            "in",
            "9",
            "10",
            "10.0",
            "-3",
            "+3",
            "3",
            "007",
            "99999999999999999999",
            "1.5",
            "1e3",
            "say \"x\"",
            "\\",
            "a b",
            "(",
            "=",
            "\uFF5E",
            "\uD83D\uDE00");
    private static final List<String> NUMBERS = List.of("0", "9", "10", "10.0", "-3", "0.75", "99999999999999999999.5");
    private static final int ROUNDS = 4_000;

    private enum Kind {
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

    private record Wish(String key, boolean isMetric, Kind kind, List<String> values) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void filterSaysWhatTheSlowEvaluatorSays(long seed) {
        Random random = new Random(seed);
        int matching = 0;
        for (int round = 0; round < ROUNDS; round++) {
            Map<String, String> parameters = some(random, VALUES);
            Map<String, String> metrics = some(random, random.nextInt(9) == 0 ? VALUES : NUMBERS);
            List<Wish> wishes = new ArrayList<>();
            for (int at = random.nextInt(3); at >= 0; at--) {
                wishes.add(wish(random));
            }
            List<String> texts = wishes.stream().map(wish -> text(wish, random)).toList();

            boolean expected = wishes.stream().allMatch(wish -> isMet(wish, wish.isMetric ? metrics : parameters));
            assertThat(Filter.of(texts).matches(with(parameters), metrics))
                    .as("%s of parameters %s, metrics %s", texts, parameters, metrics)
                    .isEqualTo(expected);
            matching += expected ? 1 : 0;
        }
        assertThat(matching).isBetween(ROUNDS / 20, ROUNDS * 19 / 20);
    }

    private static Map<String, String> some(Random random, List<String> values) {
        Map<String, String> some = new HashMap<>();
        for (String key : KEYS) {
            if (random.nextBoolean()) {
                some.put(key, any(random, values));
            }
        }
        return some;
    }

    private static Wish wish(Random random) {
        boolean isMetric = random.nextInt(3) == 0;
        Kind kind = any(random, List.of(Kind.values()));
        if (isMetric && kind == Kind.PREFIX) {
            kind = Kind.EQUAL;
        }
        int number = kind == Kind.PRESENT || kind == Kind.ABSENT ? 0 : kind == Kind.IN ? 1 + random.nextInt(3) : 1;
        List<String> values = new ArrayList<>();
        for (int at = 0; at < number; at++) {
            values.add(any(random, isMetric ? NUMBERS : VALUES));
        }
        return new Wish(any(random, KEYS), isMetric, kind, values);
    }

    private static <T> T any(Random random, List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    private static String text(Wish wish, Random random) {
        String key = (wish.isMetric
                        ? "metrics."
                        : wish.key.startsWith("metrics.") || random.nextBoolean() ? "metadata." : "")
                + wish.key;
        List<String> values =
                wish.values.stream().map(value -> quoted(value, random)).toList();
        String blank = " ".repeat(random.nextInt(2));
        return blank
                + switch (wish.kind) {
                    case PRESENT -> key;
                    case ABSENT -> '!' + blank + key;
                    case IN ->
                        key + " in" + blank
                                + values.stream().collect(Collectors.joining(blank + "," + blank, "(", ")"));
                    default -> key + blank + sign(wish.kind) + blank + values.get(0);
                }
                + blank;
    }

    private static String sign(Kind kind) {
        return switch (kind) {
            case EQUAL -> "=";
            case UNEQUAL -> "!=";
            case ABOVE -> ">";
            case AT_LEAST -> ">=";
            case BELOW -> "<";
            case AT_MOST -> "<=";
            case PREFIX -> "^=";
            case PRESENT, ABSENT, IN -> throw new IllegalArgumentException(kind + " has no sign");
        };
    }

    private static String quoted(String value, Random random) {
        boolean isPlain = !value.isEmpty() && value.chars().noneMatch(c -> " \t=!<>^(),\"\\".indexOf(c) >= 0);
        return isPlain && random.nextBoolean()
                ? value
                : '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static boolean isMet(Wish wish, Map<String, String> values) {
        String found = values.get(wish.key);
        if (found == null || wish.isMetric && !isNumber(found)) {
            return wish.kind == Kind.ABSENT || wish.kind == Kind.UNEQUAL;
        }
        BiPredicate<String, String> equal = wish.isMetric
                ? (one, other) -> new BigDecimal(one).compareTo(new BigDecimal(other)) == 0
                : String::equals;
        return switch (wish.kind) {
            case PRESENT -> true;
            case ABSENT -> false;
            case EQUAL, IN -> wish.values.stream().anyMatch(value -> equal.test(found, value));
            case UNEQUAL -> !equal.test(found, wish.values.get(0));
            case ABOVE -> order(found, wish.values.get(0)) > 0;
            case AT_LEAST -> order(found, wish.values.get(0)) >= 0;
            case BELOW -> order(found, wish.values.get(0)) < 0;
            case AT_MOST -> order(found, wish.values.get(0)) <= 0;
            case PREFIX -> found.startsWith(wish.values.get(0));
        };
    }

    private static int order(String found, String value) {
        if (isNumber(found) && isNumber(value)) {
            return new BigDecimal(found).compareTo(new BigDecimal(value));
        }
        int[] one = found.codePoints().toArray();
        int[] other = value.codePoints().toArray();
        return Arrays.compare(one, other);
    }

    private static boolean isNumber(String text) {
        return text.matches("[+-]?[0-9]+(\\.[0-9]+)?");
    }

    private static Instance with(Map<String, String> parameters) {
        return new Instance(
                new InstanceId("http", "10.0.0.7", 80, ""),
                Content.PLAIN.withParameters(Parameters.of(parameters)),
                Operator.NONE,
                Status.RUNNING,
                0,
                1);
    }
}
