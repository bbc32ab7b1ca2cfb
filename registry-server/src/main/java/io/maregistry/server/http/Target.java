package io.maregistry.server.http;

import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;

/**
 * What a request line asks for.
 *
 * @param path as it was sent, percent-encoded
 * @param query the part behind the {@code ?}, as it was sent; empty where there is none
 */
record Target(String path, String query) {

    /** Where a request line has no path. */
    static final Target NONE = new Target("/", "");

    private static final String SCHEME = "http://";

    /** Reads the origin form {@code /path?query}, and the absolute form that proxies use. */
    static Target parse(String text) {
        checkCharacters(text);
        String origin = text.startsWith(SCHEME) ? withoutAuthority(text) : text;
        if (!origin.startsWith("/")) {
            throw invalid("the request target must be a path");
        }
        int mark = origin.indexOf('?');
        return mark < 0 ? new Target(origin, "") : new Target(origin.substring(0, mark), origin.substring(mark + 1));
    }

    private static String withoutAuthority(String text) {
        int slash = text.indexOf('/', SCHEME.length());
        return slash < 0 ? "/" : text.substring(slash);
    }

    private static void checkCharacters(String text) {
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c <= ' ' || c >= 0x7f || c == '#') {
                throw invalid("the request target holds a character that must be percent-encoded");
            }
        }
    }

    private static RegistryException invalid(String message) {
        return new RegistryException.InvalidRequest(ErrorCode.INVALID_REQUEST, message);
    }
}
