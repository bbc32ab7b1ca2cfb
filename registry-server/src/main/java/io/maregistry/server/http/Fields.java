package io.maregistry.server.http;

import io.netty.util.AsciiString;

/** Names of header fields that HTTP does not know. */
final class Fields {

    static final AsciiString REQUEST_ID = AsciiString.cached("X-Registry-Request-Id");
    static final AsciiString REQUIRE_REREGISTER = AsciiString.cached("X-Registry-Require-Reregister");

    private Fields() {}
}
