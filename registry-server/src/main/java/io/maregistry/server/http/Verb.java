package io.maregistry.server.http;

import io.netty.handler.codec.http.HttpMethod;
import org.jspecify.annotations.Nullable;

/** The verbs that routes have; {@code HEAD} is {@link #GET} without its body. */
enum Verb {
    GET,
    POST,
    PUT,
    PATCH,
    DELETE;

    /** The verb, or null where no route has it. */
    static @Nullable Verb of(HttpMethod method) {
        return switch (method.name()) {
            case "GET", "HEAD" -> GET;
            case "POST" -> POST;
            case "PUT" -> PUT;
            case "PATCH" -> PATCH;
            case "DELETE" -> DELETE;
            default -> null;
        };
    }
}
