package io.maregistry.model;

import org.jspecify.annotations.Nullable;

/**
 * What identifies an instance inside its service: where it can be reached. Parameters are never part of it.
 *
 * <p>Scheme and host are kept in lower case, an IPv6 host without its brackets, a context without its leading slash, so
 * that two spellings of one address are one identity.
 *
 * @param scheme {@code [a-z][a-z0-9+.-]{0,15}}
 * @param host a DNS name, an IPv4 or an IPv6 address
 * @param port 1 to 65535
 * @param context the path below the root, empty for the root itself, at most 1,024 characters; of two leading slashes one
 *     would be left, and lost when the identity is made again from its parts or its url, so two are refused
 */
public record InstanceId(String scheme, String host, int port, String context) implements Comparable<InstanceId> {

    private static final int MAX_SCHEME = 16;
    private static final int MAX_HOST = 253;
    private static final int MAX_CONTEXT = 1024;

    public InstanceId {
        scheme = common(checkScheme(Names.lowerAscii(scheme)));
        host = checkHost(Names.lowerAscii(host));
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("port must be 1 to 65535, was " + port);
        }
        context = checkContext(context.startsWith("/") ? context.substring(1) : context);
    }

    /** {@code scheme://host:port/context}, without the last slash where the context is empty; IPv6 hosts in brackets. */
    public String url() {
        StringBuilder url = new StringBuilder(scheme.length() + host.length() + context.length() + 12);
        url.append(scheme).append("://");
        if (host.indexOf(':') >= 0) {
            url.append('[').append(host).append(']');
        } else {
            url.append(host);
        }
        url.append(':').append(port);
        if (!context.isEmpty()) {
            url.append('/').append(context);
        }
        return url.toString();
    }

    /** The identity that {@code url}, as {@link #url()} writes it, stands for. */
    public static InstanceId ofUrl(String url) {
        int afterScheme = url.indexOf("://");
        if (afterScheme < 0) {
            throw new IllegalArgumentException("id must be scheme://host:port/context, was " + Names.shown(url));
        }
        int slash = url.indexOf('/', afterScheme + 3);
        String authority = url.substring(afterScheme + 3, slash < 0 ? url.length() : slash);
        int colon = authority.lastIndexOf(':');
        if (colon < 0 || authority.endsWith("]")) {
            throw new IllegalArgumentException("id must name a port, was " + Names.shown(url));
        }
        return new InstanceId(
                url.substring(0, afterScheme),
                authority.substring(0, colon),
                portOf(authority.substring(colon + 1)),
                slash < 0 ? "" : url.substring(slash + 1));
    }

    /** The identity whose {@link #url()} is exactly {@code text}; null where there is none. */
    public static @Nullable InstanceId ofUrlOrNull(String text) {
        if (!text.contains("://")) {
            return null;
        }
        try {
            InstanceId id = ofUrl(text);
            return id.url().equals(text) ? id : null;
        } catch (IllegalArgumentException noUrl) {
            return null;
        }
    }

    @Override
    public int compareTo(InstanceId other) {
        int order = host.compareTo(other.host);
        if (order == 0) {
            order = Integer.compare(port, other.port);
        }
        if (order == 0) {
            order = context.compareTo(other.context);
        }
        return order == 0 ? scheme.compareTo(other.scheme) : order;
    }

    @Override
    public String toString() {
        return url();
    }

    private static int portOf(String digits) {
        if (digits.isEmpty() || digits.length() > 5 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new IllegalArgumentException("port must be 1 to 65535, was " + Names.shown(digits));
        }
        return Integer.parseInt(digits);
    }

    private static String checkScheme(String scheme) {
        boolean lawful = !scheme.isEmpty() && scheme.length() <= MAX_SCHEME && isLower(scheme.charAt(0));
        for (int at = 1; lawful && at < scheme.length(); at++) {
            char c = scheme.charAt(at);
            lawful = isLower(c) || isDigit(c) || c == '+' || c == '.' || c == '-';
        }
        if (!lawful) {
            throw new IllegalArgumentException(
                    "scheme must be a letter, then up to 15 of a-z 0-9 + . -, was " + Names.shown(scheme));
        }
        return scheme;
    }

    private static String checkHost(String host) {
        boolean bracketed = host.startsWith("[") && host.endsWith("]") && host.length() > 2;
        String bare = bracketed ? host.substring(1, host.length() - 1) : host;
        boolean lawful = bare.indexOf(':') >= 0 ? Hosts.isIpv6(bare) : !bracketed && Hosts.isNameOrIpv4(bare);
        if (!lawful || bare.length() > MAX_HOST) {
            throw new IllegalArgumentException(
                    "host must be a DNS name, an IPv4 or an IPv6 address, was " + Names.shown(host));
        }
        return bare;
    }

    private static String checkContext(String context) {
        if (context.startsWith("/")) {
            throw new IllegalArgumentException("context must not begin with //");
        }
        if (context.length() > MAX_CONTEXT) {
            throw new IllegalArgumentException(
                    "context must have at most " + MAX_CONTEXT + " characters, had " + context.length());
        }
        for (int at = 0; at < context.length(); at++) {
            int point = context.codePointAt(at);
            boolean loneSurrogate = Character.charCount(point) == 1 && Character.isSurrogate((char) point);
            if (loneSurrogate || Names.isBlankOrControl(point)) {
                throw new IllegalArgumentException(
                        "context must hold no blanks or control characters, was " + Names.shown(context));
            }
            at += Character.charCount(point) - 1;
        }
        return context;
    }

    /** One object for each of the schemes that nearly every instance has. */
    private static String common(String scheme) {
        return switch (scheme) {
            case "http" -> "http";
            case "https" -> "https";
            case "grpc" -> "grpc";
            case "tcp" -> "tcp";
            default -> scheme;
        };
    }

    private static boolean isLower(char c) {
        return c >= 'a' && c <= 'z';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
