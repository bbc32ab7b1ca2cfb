package io.maregistry.model;

import java.util.List;
import java.util.PrimitiveIterator;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One condition of a {@link Filter}.
 *
 * @param key without the word that says where it is read
 * @param source where it is read
 * @param values what it is compared with: none, one, or of {@link Comparison#IN} several
 */
record Condition(String key, Source source, Comparison comparison, List<Value> values) {

    Condition {
        values = List.copyOf(values);
    }

    /** Where a key is read. */
    sealed interface Source {

        @Nullable
        String read(Instance instance, Function<String, @Nullable String> metrics, String key);
    }

    /** The parameters. */
    record OfParameters() implements Source {
        @Override
        public @Nullable String read(Instance instance, Function<String, @Nullable String> metrics, String key) {
            return instance.content().parameters().get(key);
        }
    }

    /** The metrics, of which what is no number counts as absent. */
    record OfMetrics() implements Source {
        @Override
        public @Nullable String read(Instance instance, Function<String, @Nullable String> metrics, String key) {
            String told = metrics.apply(key);
            return told == null || !Decimal.is(told) ? null : told;
        }
    }

    /** A field of the instance itself. */
    record OfInstance(InstanceField field) implements Source {
        @Override
        public String read(Instance instance, Function<String, @Nullable String> metrics, String key) {
            return field.of(instance);
        }
    }

    boolean isMetric() {
        return source instanceof OfMetrics;
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
    record Value(String text, @Nullable Decimal number) {

        static Value of(String text) {
            return new Value(text, Decimal.of(text));
        }

        private boolean equals(String found, boolean asNumber) {
            return asNumber ? order(found) == 0 : text.equals(found);
        }

        /** How {@code found} stands to this: below 0 where it comes before. */
        private int order(String found) {
            Decimal other = number == null ? null : Decimal.of(found);
            return number == null || other == null ? byCodePoints(found, text) : other.compareTo(number);
        }
    }

    boolean matches(Instance instance, Function<String, @Nullable String> metrics) {
        String found = source.read(instance, metrics, key);
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
        boolean asNumber = isMetric();
        for (Value value : values) {
            if (value.equals(found, asNumber)) {
                return true;
            }
        }
        return false;
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
