package io.maregistry.wire;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException.InvalidRequest;

/** Where in a JSON text something stands, as {@code REGISTRY.a.B[3].port}; empty at its root. */
final class Places {

    private static final int MAX_LENGTH = 512;

    private Places() {}

    static String of(JsonParser parser) {
        StringBuilder place = new StringBuilder();
        append(place, parser.getParsingContext());
        return place.toString();
    }

    static String join(String place, String name) {
        return place.isEmpty() ? name : place + '.' + name;
    }

    /** A fault there; the message begins with the last part of the place, so that it is readable by itself. */
    static InvalidRequest fault(ErrorCode code, String message, String place) {
        String shown = place.length() <= MAX_LENGTH ? place : place.substring(0, MAX_LENGTH) + "...";
        return shown.isEmpty()
                ? new InvalidRequest(code, "the JSON " + message)
                : new InvalidRequest(code, shown + ' ' + message, shown);
    }

    /** How many objects and arrays are open. */
    static int depth(JsonParser parser) {
        return parser.getParsingContext().getNestingDepth();
    }

    /** How many are open around the value that the parser stands at. */
    static int depthAround(JsonParser parser) {
        return depth(parser) - (parser.isExpectedStartObjectToken() || parser.isExpectedStartArrayToken() ? 1 : 0);
    }

    private static void append(StringBuilder place, JsonStreamContext context) {
        if (context.getParent() != null) {
            append(place, context.getParent());
        }
        if (place.length() > MAX_LENGTH) {
            return;
        }
        if (context.inArray() && context.hasCurrentIndex()) {
            place.append('[').append(context.getCurrentIndex()).append(']');
        } else if (context.inObject() && context.hasCurrentName()) {
            if (place.length() > 0) {
                place.append('.');
            }
            appendPrintable(place, context.getCurrentName());
        }
    }

    private static void appendPrintable(StringBuilder place, String name) {
        for (int at = 0; at < name.length() && at < MAX_LENGTH; at++) {
            char c = name.charAt(at);
            place.append(c < ' ' || c > '~' ? '?' : c);
        }
    }
}
