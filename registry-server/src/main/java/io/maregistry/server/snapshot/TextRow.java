package io.maregistry.server.snapshot;

import io.maregistry.wire.JsonInput;
import java.util.HashMap;
import java.util.Map;

/** A small object of texts and numbers, each of which must be there. One thread, one use. */
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

    String text(String name) {
        return required(texts, name);
    }

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
