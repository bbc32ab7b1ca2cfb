package io.maregistry.server.http;

import io.netty.util.AsciiString;

/**
 * What follows the head of an answer.
 *
 * @param type its media type
 * @param encoding {@code gzip} or {@code zstd}; empty where it is neither
 * @param body the bytes, encoded
 */
record Payload(AsciiString type, String encoding, Body body) {

    static final AsciiString JSON = AsciiString.cached("application/json");

    /** Nothing, as behind a 304. */
    static final Payload NONE = json(Body.of(new byte[0]));

    static Payload json(Body body) {
        return new Payload(JSON, "", body);
    }

    static Payload of(AsciiString type, Body body) {
        return new Payload(type, "", body);
    }
}
