package io.maregistry.model;

import io.maregistry.model.Condition.Comparison;
import io.maregistry.model.Condition.OfInstance;
import io.maregistry.model.Condition.OfMetrics;
import io.maregistry.model.Condition.OfParameters;
import io.maregistry.model.Condition.Source;
import io.maregistry.model.Condition.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Reads one condition of a {@link Filter}, from left to right. Used once, by one thread. */
final class FilterText {

    private static final int MAX_LENGTH = 8_192;
    private static final int MAX_VALUES = 256;
    private static final String METADATA = "metadata.";
    private static final String METRICS = "metrics.";
    private static final String INSTANCE = "instance.";
    private static final List<String> WORDS = List.of(METADATA, METRICS, INSTANCE);
    private static final Source PARAMETERS_READ = new OfParameters();
    private static final Source METRICS_READ = new OfMetrics();
    private static final String FIELDS =
            Arrays.stream(InstanceField.values()).map(InstanceField::word).collect(Collectors.joining(", "));
    private static final String SPECIAL = "=!<>^(),\"";
    private static final List<Symbol> SYMBOLS = List.of( // the longer ones first
            new Symbol("!=", Comparison.UNEQUAL),
            new Symbol(">=", Comparison.AT_LEAST),
            new Symbol("<=", Comparison.AT_MOST),
            new Symbol("^=", Comparison.PREFIX),
            new Symbol("=", Comparison.EQUAL),
            new Symbol(">", Comparison.ABOVE),
            new Symbol("<", Comparison.BELOW));

    private final String text;
    private int at;

    private record Symbol(String text, Comparison comparison) {}

    FilterText(String text) {
        this.text = text;
    }

    Condition condition() {
        if (text.length() > MAX_LENGTH) {
            throw new FilterException(
                    "filter must have at most " + MAX_LENGTH + " characters, had " + text.length(), 0);
        }
        skipBlanks();
        boolean isNegated = skip("!");
        skipBlanks();
        int begin = at;
        String name = word("a key");
        Source source = sourceOf(name, begin);
        String key = keyIn(name);
        skipBlanks();
        if (at == text.length()) {
            return new Condition(key, source, isNegated ? Comparison.ABSENT : Comparison.PRESENT, List.of());
        }
        if (isNegated) {
            throw wrong("nothing may follow a key behind !");
        }
        return compared(key, source);
    }

    private Source sourceOf(String name, int begin) {
        if (name.startsWith(METRICS)) {
            return METRICS_READ;
        }
        if (!name.startsWith(INSTANCE)) {
            return PARAMETERS_READ;
        }
        InstanceField field = InstanceField.named(keyIn(name));
        if (field == null) {
            throw wrong(
                    "an instance has " + FIELDS + "; a parameter of that name is metadata." + Names.shown(name),
                    begin + INSTANCE.length());
        }
        return new OfInstance(field);
    }

    private String keyIn(String name) {
        for (String word : WORDS) {
            if (name.startsWith(word)) {
                if (name.length() == word.length()) {
                    throw wrong("a key must follow " + name);
                }
                return name.substring(word.length());
            }
        }
        return name;
    }

    private Condition compared(String key, Source source) {
        boolean isMetric = source == METRICS_READ;
        Comparison comparison = comparison();
        List<Value> values = comparison == Comparison.IN ? list() : List.of(value());
        skipBlanks();
        if (at < text.length()) {
            throw wrong("nothing may follow the value; one with blanks or operators is written in double quotes");
        }
        if (isMetric && comparison == Comparison.PREFIX) {
            throw wrong("metrics are numbers and have no prefix");
        }
        if (isMetric && values.stream().anyMatch(value -> value.number() == null)) {
            throw wrong("metrics compare with decimal numbers only");
        }
        return new Condition(key, source, comparison, values);
    }

    private Comparison comparison() {
        for (Symbol symbol : SYMBOLS) {
            if (skip(symbol.text())) {
                return symbol.comparison();
            }
        }
        int begin = at;
        if (skip("in")) {
            skipBlanks();
            if (at < text.length() && text.charAt(at) == '(') {
                return Comparison.IN;
            }
        }
        at = begin;
        throw wrong("expected = != > >= < <= ^= or in (…)");
    }

    private List<Value> list() {
        at++; // the parenthesis
        List<Value> values = new ArrayList<>();
        do {
            if (values.size() == MAX_VALUES) {
                throw wrong("at most " + MAX_VALUES + " values");
            }
            values.add(value());
            skipBlanks();
        } while (skip(","));
        if (!skip(")")) {
            throw wrong("expected , or )");
        }
        return values;
    }

    private Value value() {
        skipBlanks();
        return Value.of(skip("\"") ? quoted() : word("a value; the empty one is written \"\""));
    }

    private String quoted() {
        StringBuilder value = new StringBuilder();
        while (at < text.length()) {
            char next = text.charAt(at++);
            if (next == '"') {
                return value.toString();
            }
            if (next == '\\') {
                next = at < text.length() ? text.charAt(at++) : ' ';
                if (next != '"' && next != '\\') {
                    throw wrong("behind \\ only \" or \\ may stand");
                }
            }
            value.append(next);
        }
        throw wrong("the closing double quote is missing");
    }

    private String word(String what) {
        int begin = at;
        while (at < text.length() && !isBlank(text.charAt(at)) && SPECIAL.indexOf(text.charAt(at)) < 0) {
            at++;
        }
        if (at == begin) {
            throw wrong("expected " + what);
        }
        return text.substring(begin, at);
    }

    private boolean skip(String what) {
        boolean isThere = text.startsWith(what, at);
        at += isThere ? what.length() : 0;
        return isThere;
    }

    private void skipBlanks() {
        while (at < text.length() && isBlank(text.charAt(at))) {
            at++;
        }
    }

    private static boolean isBlank(char character) {
        return character == ' ' || character == '\t';
    }

    private FilterException wrong(String why) {
        return wrong(why, at);
    }

    private FilterException wrong(String why, int place) {
        return new FilterException(
                "filter is unlawful at character " + (place + 1) + ": " + why + "; was " + Names.shown(text),
                place + 1);
    }
}
