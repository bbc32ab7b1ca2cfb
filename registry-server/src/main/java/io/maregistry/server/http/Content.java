package io.maregistry.server.http;

import io.netty.util.AsciiString;

/**
 * What follows the head of an answer.
 *
 * @param type its media type
 * @param encoding {@code gzip} or {@code zstd}; empty where it is neither
 * @param body the bytes, encoded
 */
record Content(AsciiString type, String encoding, Body body) {

    static final AsciiString JSON = AsciiString.cached("application/json");

    /** Nothing, as behind a 304. */
    static final Content NONE = json(Body.of(new byte[0]));

    static Content json(Body body) {
        return new Content(JSON, "", body);
    }

    static Content of(AsciiString type, Body body) {
        return new Content(type, "", body);
    }
}
