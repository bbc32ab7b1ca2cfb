package io.maregistry.server.check;

import io.maregistry.server.outbound.Destination;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Requests of checks. Stateless; any thread. */
final class RequestHead {

    static final String USER_AGENT = "maregistry-check";
    private static final String ENCODED = "\"#<>\\^`{|}";

    private RequestHead() {}

    /** {@code GET} of that path, by the name of the host that was written down. */
    static FullHttpRequest get(String path, Destination destination) {
        FullHttpRequest request = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, target(path));
        request.headers()
                .set(HttpHeaderNames.HOST, destination.authority())
                .set(HttpHeaderNames.USER_AGENT, USER_AGENT);
        return request;
    }

    /** The path as a request line may hold it (RFC 3986, section 3.3); what is encoded already stays as it is. */
    static String target(String path) {
        if (path.isEmpty()) {
            return "/";
        }
        StringBuilder target = new StringBuilder(path.length());
        for (byte octet : path.getBytes(StandardCharsets.UTF_8)) {
            if (octet > ' ' && octet < 0x7f && ENCODED.indexOf(octet) < 0) {
                target.append((char) octet);
            } else {
                target.append(String.format(Locale.ROOT, "%%%02X", octet & 0xff));
            }
        }
        return target.toString();
    }
}
