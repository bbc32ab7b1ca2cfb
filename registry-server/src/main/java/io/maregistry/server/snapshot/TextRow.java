package io.maregistry.server.snapshot;

import io.maregistry.wire.JsonInput;
import java.util.HashMap;
import java.util.Map;

/** A small object of texts and numbers. One thread, one use. */
final class TextRow {

    private final JsonInput in;
    private final Map<String, String> texts = new HashMap<>();
    private final Map<String, Long> numbers = new HashMap<>();

    TextRow(JsonInput in) {
        this.in = in;
    }

    void field(String name) {
        if (in.isText()) {
            texts.put(name, in.text());
        } else {
            numbers.put(name, in.integer(0, FullReader.MAX_INTEGER));
        }
    }

    /** The text of that name, or {@code absent} where there is none. */
    String text(String name, String absent) {
        return texts.getOrDefault(name, absent);
    }

    /** The text of that name, which must be there. */
    String text(String name) {
        return required(texts, name);
    }

    /** The number of that name, which must be there. */
    long number(String name) {
        return required(numbers, name);
    }

    private <T> T required(Map<String, T> values, String name) {
        T value = values.get(name);
        if (value == null) {
            throw in.fault(name, "is missing");
        }
        return value;
    }
}
