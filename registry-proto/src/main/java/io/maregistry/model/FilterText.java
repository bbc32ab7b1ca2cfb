package io.maregistry.model;

import io.maregistry.model.Condition.Comparison;
import io.maregistry.model.Condition.Value;
import java.util.ArrayList;
import java.util.List;

/** Reads one condition of a {@link Filter}, from left to right. Used once, by one thread. */
final class FilterText {

    private static final int MAX_LENGTH = 8_192;
    private static final int MAX_VALUES = 256;
    private static final String METADATA = "metadata.";
    private static final String METRICS = "metrics.";
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
            throw new IllegalArgumentException(
                    "filter must have at most " + MAX_LENGTH + " characters, had " + text.length());
        }
        skipBlanks();
        boolean isNegated = skip("!");
        skipBlanks();
        String name = word("a key");
        boolean isMetric = name.startsWith(METRICS);
        String key = isMetric
                ? name.substring(METRICS.length())
                : name.startsWith(METADATA) ? name.substring(METADATA.length()) : name;
        if (key.isEmpty()) {
            throw wrong("a key must follow " + name);
        }
        skipBlanks();
        if (at == text.length()) {
            return new Condition(key, isMetric, isNegated ? Comparison.ABSENT : Comparison.PRESENT, List.of());
        }
        if (isNegated) {
            throw wrong("nothing may follow a key behind !");
        }
        return compared(key, isMetric);
    }

    private Condition compared(String key, boolean isMetric) {
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
        return new Condition(key, isMetric, comparison, values);
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

    private IllegalArgumentException wrong(String why) {
        return new IllegalArgumentException(
                "filter is unlawful at character " + (at + 1) + ": " + why + "; was " + Names.shown(text));
    }
}
